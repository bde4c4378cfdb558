/** Whether XML is a property list as Apple's DTD has it: dictionaries of keys and values, values of the known types. */

import { xmlFlaw } from './xml.ts';

const scalars: Readonly<Record<string, RegExp>> = {
  string: /^/,
  data: /^[A-Za-z0-9+/=\s]*$/,
  integer: /^[+-]?\d+$/,
  real: /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i,
  date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  true: /^$/,
  false: /^$/,
};

export function plistFlaw(text: string): string | undefined {
  // The DOCTYPE that Apple's own have is the only one that may be there.
  const document = text.replace(/<!DOCTYPE plist PUBLIC "[^"<>]*" "[^"<>]*">/, '');
  const open: string[] = [];
  let keyed = false;
  let content = '';
  let flaw: string | undefined;
  const fail = (why: string): void => {
    flaw ??= why;
  };
  const illFormed = xmlFlaw(document, (event, value) => {
    const inside = open.at(-1);
    if (event === 'text') {
      content += value;
      if ((inside === 'dict' || inside === 'array' || inside === 'plist') && /\S/.test(value))
        fail(`text in ${inside}`);
      return;
    }
    if (event === 'close') {
      open.pop();
      const scalar = scalars[value];
      if (scalar && !scalar.test(content)) fail(`<${value}> holds ${JSON.stringify(content.slice(0, 40))}`);
      if (value === 'dict' && keyed) fail('a key without a value');
      if (value === 'dict') keyed = false;
      return;
    }
    content = '';
    if (inside === undefined) {
      if (value !== 'plist') fail(`<${value}> as the root`);
    } else if (value === 'key') {
      if (inside !== 'dict' || keyed) fail('a key out of place');
      keyed = true;
    } else {
      if (!(value in scalars) && value !== 'dict' && value !== 'array') fail(`<${value}> in a property list`);
      if (inside === 'dict' && !keyed) fail(`<${value}> without a key`);
      if (inside in scalars || inside === 'key') fail(`<${value}> in <${inside}>`);
      keyed = false;
    }
    open.push(value);
  });
  return illFormed ?? flaw;
}
