/** Legible accent colours: shades with the contrast that WCAG 2.2 §1.4.3 (AA) requires for text. */

/** `#rrggbb`, lower case. */
export type Colour = `#${string}`;

/** AA, for text of any size. */
const leastContrast = 4.5;

type Channels = readonly [red: number, green: number, blue: number];

const channelsOf = (colour: Colour): Channels => {
  const at = (start: number): number => Number.parseInt(colour.slice(start, start + 2), 16);
  return [at(1), at(3), at(5)];
};

const colourOf = (channels: Channels): Colour =>
  `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

/** WCAG 2.2, relative luminance. */
function luminance(colour: Colour): number {
  const [red, green, blue] = channelsOf(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** @returns from 1, no contrast, to 21, black on white */
export function contrast(a: Colour, b: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

/** @returns the colour, or its nearest shade towards another one that is legible on all these backgrounds */
export function readable(colour: Colour, grounds: readonly Colour[], towards: Colour): Colour {
  const from = channelsOf(colour);
  const to = channelsOf(towards);
  const mixed = (share: number): Colour => {
    const mix = (at: 0 | 1 | 2): number => from[at] + (to[at] - from[at]) * share;
    return colourOf([mix(0), mix(1), mix(2)]);
  };
  for (let percent = 0; percent < 100; percent += 2) {
    const shade = mixed(percent / 100);
    if (grounds.every((ground) => contrast(shade, ground) >= leastContrast)) return shade;
  }
  return towards;
}

/** @returns black or white, whichever has more contrast; one of them always has enough */
export const inkOn = (colour: Colour): Colour =>
  contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000';
