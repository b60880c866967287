// Where nodes stand. The page carries computed positions for its levels; this fills in what they cannot foresee: a
// neighbourhood brought into focus, or a filter that brings up entities that no level shows.
"use strict";
{
  const GAP_X = 120;
  const GAP_Y = 62;

  /** Positions (Map of node -> [x, y]) of the visible nodes at the present cap, stretched to a window of that aspect. */
  function arrange(model, visible, aspect) {
    const at = placed(model, visible);
    return model.data.stretch ? stretched(at, aspect) : at;
  }

  function stretched(at, aspect) {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const [x, y] of at.values()) {
      left = Math.min(left, x); right = Math.max(right, x);
      top = Math.min(top, y); bottom = Math.max(bottom, y);
    }
    const ratio = (right - left) / Math.max(bottom - top, 1) / aspect;
    if (!(ratio > 0) || at.size < 4) return at;
    const [fx, fy] = ratio > 1 ? [1, Math.min(ratio, 1.7)] : [Math.min(1 / ratio, 1.7), 1];
    return new Map([...at].map(([n, [x, y]]) => [n, [x * fx, y * fy]]));
  }

  function placed(model, visible) {
    const { focus, cap } = model.filters;
    if (focus >= 0) return relax(visible, model, rings(visible, model, focus), new Set([focus]));
    const level = model.data.levels.find((l) => l.cap >= cap) || model.data.levels.at(-1);
    const known = new Map();
    for (const n of visible.nodes) if (2 * n + 1 < level.xy.length) known.set(n, [level.xy[2 * n], level.xy[2 * n + 1]]);
    if (known.size === visible.nodes.length) return known;
    if (known.size < 0.6 * visible.nodes.length && visible.nodes.length <= 400) {
      return relax(visible, model, seeded(visible, model, known), new Set());
    }
    return seeded(visible, model, known);
  }

  /** The visible nodes drawn together anew, starting from where they stand. */
  function tidy(model, visible, now) {
    if (visible.nodes.length > 600) return now;
    return relax(visible, model, seeded(visible, model, new Map(now)), new Set());
  }

  function neighbours(visible, model) {
    const near = new Map(visible.nodes.map((n) => [n, []]));
    for (const { id } of visible.edges) {
      const { from, to } = model.edges[id];
      if (from === to) continue;
      near.get(from).push(to);
      near.get(to).push(from);
    }
    return near;
  }

  /** The focus in the middle, its neighbours around it, theirs further out. */
  function rings(visible, model, focus) {
    const near = neighbours(visible, model);
    const at = new Map([[focus, [0, 0]]]);
    let rim = [focus];
    let radius = 0;
    while (at.size < visible.nodes.length) {
      let next = [...new Set(rim.flatMap((n) => near.get(n) || []))].filter((n) => !at.has(n));
      if (!next.length) next = visible.nodes.filter((n) => !at.has(n));
      radius = Math.max(radius + 210, (next.length * GAP_X) / (2 * Math.PI));
      next.forEach((n, i) => {
        const angle = (2 * Math.PI * i) / next.length - Math.PI / 2;
        at.set(n, [1.35 * radius * Math.cos(angle), 0.85 * radius * Math.sin(angle)]);
      });
      rim = next;
    }
    return at;
  }

  /** The known places, and each newcomer at the nearest free spot to its neighbours. */
  function seeded(visible, model, known) {
    const near = neighbours(visible, model);
    const at = new Map(known);
    const taken = new Set([...at.values()].map(([x, y]) => `${Math.round(x / GAP_X)},${Math.round(y / GAP_Y)}`));
    for (const n of visible.nodes) {
      if (at.has(n)) continue;
      const by = (near.get(n) || []).filter((m) => at.has(m)).map((m) => at.get(m));
      const cx = by.length ? by.reduce((sum, p) => sum + p[0], 0) / by.length : 0;
      const cy = by.length ? by.reduce((sum, p) => sum + p[1], 0) / by.length : 0;
      for (let turn = 0; ; turn += 1) {
        const r = 0.9 * Math.sqrt(turn);
        const x = Math.round(cx / GAP_X + r * Math.cos(2.4 * turn));
        const y = Math.round(cy / GAP_Y + r * Math.sin(2.4 * turn));
        if (taken.has(`${x},${y}`)) continue;
        taken.add(`${x},${y}`);
        at.set(n, [x * GAP_X, y * GAP_Y]);
        break;
      }
    }
    return at;
  }

  /** Fruchterman and Reingold's forces on a few hundred nodes, then overlapping boxes pushed apart. No chance in it. */
  function relax(visible, model, start, fixed) {
    const ids = visible.nodes;
    const index = new Map(ids.map((n, i) => [n, i]));
    const x = ids.map((n) => start.get(n)[0]);
    const y = ids.map((n) => start.get(n)[1]);
    const links = visible.edges.map(({ id }) => [index.get(model.edges[id].from), index.get(model.edges[id].to)])
      .filter(([a, b]) => a !== b);
    const still = ids.map((n) => fixed.has(n));
    const k = 150;
    const rounds = ids.length > 400 ? 0 : Math.min(160, Math.ceil(16000 / (ids.length + 1)));
    for (let round = 0; round < rounds; round += 1) {
      const dx = new Float64Array(ids.length);
      const dy = new Float64Array(ids.length);
      for (let i = 0; i < ids.length; i += 1) {
        for (let j = i + 1; j < ids.length; j += 1) {
          const ex = x[i] - x[j] || 0.01 * (i - j);
          const ey = (y[i] - y[j]) * 1.4 || 0.01;
          const force = (k * k) / (ex * ex + ey * ey);
          dx[i] += ex * force; dy[i] += ey * force;
          dx[j] -= ex * force; dy[j] -= ey * force;
        }
      }
      for (const [a, b] of links) {
        const ex = x[a] - x[b];
        const ey = y[a] - y[b];
        const force = Math.hypot(ex, ey) / k;
        dx[a] -= ex * force; dy[a] -= ey * force;
        dx[b] += ex * force; dy[b] += ey * force;
      }
      const most = 60 * (1 - round / rounds) + 2;
      for (let i = 0; i < ids.length; i += 1) {
        if (still[i]) continue;
        const length = Math.hypot(dx[i], dy[i]) || 1;
        x[i] += (dx[i] / length) * Math.min(length, most) - x[i] * 0.002;
        y[i] += (dy[i] / length) * Math.min(length, most) - y[i] * 0.004;
      }
    }
    separate(x, y, still);
    return new Map(ids.map((n, i) => [n, [x[i], y[i]]]));
  }

  function separate(x, y, still) {
    for (let round = 0, moved = true; moved && round < 120; round += 1) {
      moved = false;
      for (let i = 0; i < x.length; i += 1) {
        for (let j = i + 1; j < x.length; j += 1) {
          const overX = GAP_X - Math.abs(x[i] - x[j]);
          const overY = GAP_Y - Math.abs(y[i] - y[j]);
          if (overX <= 0 || overY <= 0 || (still[i] && still[j])) continue;
          moved = true;
          const share = still[i] ? 0 : still[j] ? 1 : 0.5;
          const along = overX < overY ? x : y;
          const step = (Math.min(overX, overY) + 0.1) * (along[i] <= along[j] ? 1 : -1);
          along[i] -= step * share;
          along[j] += step * (1 - share);
        }
      }
    }
  }

  Object.assign(dateline, { arrange, tidy });
}
