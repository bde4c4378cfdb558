/** Strict parser of Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  /** By name, as announced. */
  readonly types: ReadonlyMap<string, string>;
  readonly series: readonly Series[];
}

/** @throws when a line is malformed, has no HELP and TYPE before it, or occurs twice */
export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('does not end in a line break');
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const series = new Map<string, Series>();
  for (const line of text.slice(0, -1).split('\n')) {
    const [, keyword, about = '', rest = ''] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (helped.has(about)) throw new Error(`twice: ${line}`);
      helped.add(about);
    } else if (keyword === 'TYPE') {
      if (types.has(about) || !/^(counter|gauge|histogram)$/.test(rest)) throw new Error(line);
      types.set(about, rest);
    } else {
      const one = readSeries(line);
      const family = one.name.replace(/_(bucket|sum|count)$/, '');
      if (!types.has(one.name) && types.get(family) !== 'histogram') throw new Error(`unannounced: ${line}`);
      const key = line.replace(/ [^ ]+$/, '');
      if (series.has(key)) throw new Error(`twice: ${line}`);
      series.set(key, one);
    }
  }
  if ([...types.keys()].some((name) => !helped.has(name))) throw new Error('something is not explained');
  return { types, series: [...series.values()] };
}

const seriesForm =
  /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (\+Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

function readSeries(line: string): Series {
  const [, name, labels = '', value] = seriesForm.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`not a series: ${line}`);
  const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"/g)];
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, key, text]) => [key, text])),
    value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
  };
}
