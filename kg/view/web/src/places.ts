// Where a place is drawn, and how exactly that is known.
import type { Data } from "./data";

export type Exactness = "point" | "area" | "country" | "centre" | "within";
export interface Spot { entity: number; lat: number; lon: number; how: Exactness; words: string }

/** The spots of all places that have one. Places that only lie within another are set around its middle. */
export function spots(data: Data): Map<number, Spot> {
  const outlined = new Set(data.raw.map.areas.map((a) => a[1]).filter(Boolean));
  const out = new Map<number, Spot>();
  data.entities.forEach((e, entity) => {
    if (e.lat === undefined || e.lon === undefined || !/^(Place|PlaceGroup|Facility)$/.test(e.type)) return;
    const { lat, lon, feature = "" } = e;
    const from = e.geonames ? `GeoNames ${e.geonames}` : "the table of places that comes with the reader";
    if (feature.startsWith("PCL") && e.country) {
      out.set(entity, { entity, lat, lon, how: "country", words: `a country, drawn by its outline (${from})` });
    } else if (e.geonames && outlined.has(e.geonames)) {
      out.set(entity, { entity, lat, lon, how: "area", words: `a first-level area, drawn by its outline (${from})` });
    } else if (/^(ADM|PCL|RGN|AREA|CONT|TERR)/.test(feature) || e.key === "" || e.type === "PlaceGroup") {
      out.set(entity, { entity, lat, lon, how: "centre", words: `an area; the mark is its middle, its borders are not here (${from})` });
    } else {
      out.set(entity, { entity, lat, lon, how: "point", words: `a point: ${lat.toFixed(2)}°, ${lon.toFixed(2)}° (${from})` });
    }
  });
  const turn = new Map<number, number>();
  data.entities.forEach((e, entity) => {
    const inside = e.within === undefined ? undefined : out.get(e.within);
    if (!inside || out.has(entity)) return;
    const n = (turn.get(inside.entity) ?? 0) + 1;
    turn.set(inside.entity, n);
    const reach = (inside.how === "country" ? 1.5 : inside.how === "point" ? 0.06 : 0.28) * Math.sqrt(n);
    const angle = n * 2.39996 + 0.6;
    out.set(entity, {
      entity, lat: inside.lat + reach * Math.sin(angle), lon: inside.lon + (reach * Math.cos(angle)) / Math.cos((inside.lat * Math.PI) / 180),
      how: "within", words: `somewhere in ${data.name(inside.entity)}: the reports say no more`,
    });
  });
  return out;
}
