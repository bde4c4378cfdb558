/** Terraform's language, as much of it as records need: the one place where text becomes part of it. */

/** What may stand behind an equals sign; only the functions here make it. */
export interface Hcl {
  readonly hcl: string;
}

/** HCL Native Syntax Specification, "Template Expressions": quotes, escapes, and two signs that begin a template. */
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

/** `terraform fmt` puts equals signs below each other, up to a value of several lines, which stands alone. */
function attributes(members: Readonly<Record<string, Hcl>>, indent: string): string {
  const oneLined = Object.entries(members).filter(([, { hcl }]) => !hcl.includes('\n'));
  const width = Math.max(...oneLined.map(([name]) => name.length));
  return Object.entries(members)
    .map(([name, { hcl }]) => `${indent}${hcl.includes('\n') ? name : name.padEnd(width)} = ${hcl}`)
    .join('\n');
}
