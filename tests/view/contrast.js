// The words of a page that stand out from their ground by less than WCAG 2 AA asks (4.5:1), with their ratio.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = ([r, g, b, a], paper) => [r, g, b].map((c, i) => (c * a + paper[i] * (255 - a)) / 255);
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] > 200) return colour;
    }
    return [255, 255, 255, 255];
  };
  const shade = (e) => {
    let opacity = 1;
    for (let at = e; at instanceof Element; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };
  const out = [];
  const check = (e, colour, paper) => {
    const ink = rgb(colour);
    ink[3] *= shade(e);
    const found = ratio(over(ink, paper), paper.slice(0, 3));
    if (found < 4.5) out.push(`${e.className.baseVal ?? e.className} "${e.textContent.slice(0, 30)}" ${found.toFixed(2)}`);
  };
  for (const e of document.querySelectorAll("body *")) {
    const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (words && e.getClientRects().length && !e.closest("svg, script, noscript")) check(e, getComputedStyle(e).color, ground(e));
  }
  for (const e of document.querySelectorAll("svg text")) {
    if (!e.getClientRects().length) continue;
    let paper = ground(e.ownerSVGElement.parentElement);
    if (e.closest("#map")) paper = rgb(getComputedStyle(document.querySelector(".land.near, .land")).fill);
    if (e.matches(".in, .many")) {
      const { fill, fillOpacity } = getComputedStyle(e.parentElement.querySelector(".body"));
      const body = rgb(fill);
      body[3] *= Number(fillOpacity);
      paper = [...over(body, paper), 255];
    }
    check(e, getComputedStyle(e).fill, paper);
  }
  return [...new Set(out)];
}
