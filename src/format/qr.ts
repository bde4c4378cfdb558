/** QR codes: their dark modules, and the outline of these as one SVG `<path>`. */

import { correction, generate } from 'lean-qr';

interface QrCode {
  /** Modules along each side, without the quiet zone. */
  readonly size: number;
  readonly path: string;
  /** Whether a module is dark; false outside of the code. */
  readonly isDark: (x: number, y: number) => boolean;
}

/** Width of the light border in modules (ISO/IEC 18004 §9.1). */
export const quietZone = 4;

/** @returns the code of a text in the smallest encoding; one module is one unit of the path */
export function qrCode(text: string): QrCode {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const path: string[] = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      const from = x;
      while (code.get(x, y)) x++;
      if (x > from) path.push(`M${from} ${y}h${x - from}v1H${from}z`);
    }
  }
  return { size: code.size, path: path.join(''), isDark: (x, y) => code.get(x, y) };
}
