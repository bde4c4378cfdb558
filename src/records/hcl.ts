/** Writes HCL, Terraform's language, as far as records need it. Escaping is done only here. */

/** An expression, made only by the functions of this file. */
export interface Hcl {
  readonly hcl: string;
}

/** HCL Native Syntax Specification, "Template Expressions": quotes, escapes, and the two template sequences `${` and `%{`. */
export function text(value: string): Hcl {
  const inside = value
    .replace(/["\\]/g, (character) => `\\${character}`)
    .replace(/[$%](?=\{)/g, (sign) => (sign === '$' ? '\\u0024' : '\\u0025'))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => codePoint(character.codePointAt(0) ?? 0));
  return { hcl: `"${inside}"` };
}

const codePoint = (code: number): string =>
  code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;

export const plain = (value: number | boolean): Hcl => ({ hcl: String(value) });

/** @param path of letters, digits and underscores, with dots between them: `var.zone` */
export const reference = (path: string): Hcl => ({ hcl: path });

export const object = (members: Readonly<Record<string, Hcl>>): Hcl => ({
  hcl: `{\n${attributes(members, '    ')}\n  }`,
});

/** @param labels of letters, digits and underscores */
export const block = (type: string, labels: readonly string[], body: Readonly<Record<string, Hcl>>): string =>
  `${[type, ...labels.map((label) => `"${label}"`)].join(' ')} {\n${attributes(body, '  ')}\n}\n`;

/** Like `terraform fmt`: equals signs are aligned, except for a value of several lines. */
function attributes(members: Readonly<Record<string, Hcl>>, indent: string): string {
  const singleLine = Object.entries(members).filter(([, { hcl }]) => !hcl.includes('\n'));
  const width = Math.max(...singleLine.map(([name]) => name.length));
  return Object.entries(members)
    .map(([name, { hcl }]) => `${indent}${hcl.includes('\n') ? name : name.padEnd(width)} = ${hcl}`)
    .join('\n');
}
