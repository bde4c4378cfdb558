/** Draws QR codes for a terminal and as SVG. */

import { markup } from '../../format/html.ts';
import { qrCode, quietZone } from '../../format/qr.ts';

/** Key: whether the upper and the lower module are light. */
const blocks = { '11': '█', '10': '▀', '01': '▄', '00': ' ' } as const;
type Pair = keyof typeof blocks;

/** ECMA-48: white on black, whatever the terminal's own colours are. */
const [whiteOnBlack, asBefore] = ['\u001B[97;40m', '\u001B[0m'];

/**
 * Two modules per character, light ones as blocks: without colours, the code is right on a dark terminal.
 *
 * @param hasColours whether the output is a terminal
 */
export function qrBlocks(text: string, hasColours: boolean): string {
  const { size, isDark } = qrCode(text);
  const light = (x: number, y: number): '0' | '1' => (isDark(x, y) ? '0' : '1');
  const lines: string[] = [];
  for (let y = -quietZone; y < size + quietZone; y += 2) {
    let line = '';
    for (let x = -quietZone; x < size + quietZone; x++) {
      const pair: Pair = `${light(x, y)}${light(x, y + 1)}`;
      line += blocks[pair];
    }
    lines.push(hasColours ? `${whiteOnBlack}${line}${asBefore}\n` : `${line}\n`);
  }
  return lines.join('');
}

/** An SVG document with nothing but the code, 4 cm wide by default. */
export function qrSvg(text: string): string {
  const { size, path } = qrCode(text);
  const side = size + 2 * quietZone;
  const corner = -quietZone;
  const box = `${corner} ${corner} ${side} ${side}`;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="40mm" height="40mm" shape-rendering="crispEdges"><rect x="${corner}" y="${corner}" width="${side}" height="${side}" fill="#fff"/><path fill="#000" d="${path}"/></svg>
`.toString();
}
