// Labels that do not lie on one another: each takes the first free of a few spots, the more important first.

export interface Box { x: number; y: number; w: number; h: number }
export interface Wish<T> { item: T; x: number; y: number; gap: number; w: number; h: number; spots?: string }
export interface Placed<T> { item: T; x: number; y: number; anchor: "start" | "middle" | "end" }

const context = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();

/** How wide a text is in pixels in a CSS font. */
export function width(text: string, font: string): number {
  const key = `${font}|${text}`;
  let found = widths.get(key);
  if (found === undefined) {
    context.font = font;
    found = context.measureText(text).width;
    if (widths.size > 20_000) widths.clear();
    widths.set(key, found);
  }
  return found;
}

export const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Boxes by the cell that they lie in, so that thousands of labels need no comparing of all with all. */
export class Taken {
  private readonly cells = new Map<string, Box[]>();

  add(box: Box): void {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  free(box: Box): boolean {
    return this.keys(box).every((key) => !(this.cells.get(key) ?? []).some((other) => overlap(box, other)));
  }

  private keys({ x, y, w, h }: Box): string[] {
    const out: string[] = [];
    for (let i = Math.floor(x / 96); i <= Math.floor((x + w) / 96); i++) {
      for (let j = Math.floor(y / 48); j <= Math.floor((y + h) / 48); j++) out.push(`${i},${j}`);
    }
    return out;
  }
}

/** Where the labels stand that find room inside `frame`; `taken` are boxes that none may touch, and grows by theirs. */
export function place<T>(wishes: Wish<T>[], taken: Taken, frame: Box): Placed<T>[] {
  const out: Placed<T>[] = [];
  for (const { item, x, y, gap, w, h, spots = "rlba" } of wishes) {
    for (const spot of spots) {
      const at: Placed<T> & { left: number } =
        spot === "r" ? { item, x: x + gap, y: y + h * 0.3, anchor: "start", left: x + gap }
        : spot === "l" ? { item, x: x - gap, y: y + h * 0.3, anchor: "end", left: x - gap - w }
        : spot === "a" ? { item, x, y: y - gap - h * 0.2, anchor: "middle", left: x - w / 2 }
        : spot === "c" ? { item, x, y: y + h * 0.3, anchor: "middle", left: x - w / 2 }
        : { item, x, y: y + gap + h * 0.75, anchor: "middle", left: x - w / 2 };
      const box = { x: at.left - 2, y: at.y - h * 0.8, w: w + 4, h };
      const inside = box.x >= frame.x && box.y >= frame.y && box.x + box.w <= frame.x + frame.w && box.y + box.h <= frame.y + frame.h;
      if (inside && taken.free(box)) {
        taken.add(box);
        out.push({ item, x: at.x, y: at.y, anchor: at.anchor });
        break;
      }
    }
  }
  return out;
}
