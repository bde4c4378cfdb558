/** QR codes as the outline of their dark modules, for one `<path>` of an SVG image. */

import { correction, generate } from 'lean-qr/nano';

export interface QrCode {
  /** Modules along each side, without the quiet zone. */
  readonly size: number;
  readonly path: string;
}

/** @returns the code of a text; one module is one unit */
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
  return { size: code.size, path: path.join('') };
}
