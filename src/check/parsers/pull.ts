/**
 * XmlPullParser of Android (KXmlParser without namespaces): `next()` joins texts, CDATA and entities, also across a
 * comment, and skips everything outside the root.
 */

import { type Start, type Token, tokenize } from './markup.ts';

export type Event =
  | (Omit<Start, 'empty'> & { readonly depth: number })
  | { readonly kind: 'end'; readonly name: string; readonly depth: number }
  | { readonly kind: 'text'; readonly text: string };

export function pullEvents(xml: string): readonly Event[] {
  const events: Event[] = [];
  let depth = 0;
  for (const token of tokenize(xml)) {
    if (token.kind === 'start') {
      depth += 1;
      events.push({ kind: 'start', name: token.name, attributes: token.attributes, depth });
    } else if (token.kind === 'end') {
      events.push({ kind: 'end', name: token.name, depth });
      depth -= 1;
    } else {
      join(events, token);
    }
  }
  return events;
}

function join(events: Event[], { text }: Exclude<Token, { kind: 'start' | 'end' }>): void {
  const last = events.at(-1);
  if (last?.kind === 'text') events[events.length - 1] = { kind: 'text', text: last.text + text };
  else events.push({ kind: 'text', text });
}

/** The text directly after a start tag, if any, as both FairEmail parsers need it. */
export function textAfter(events: readonly Event[], at: number): string | undefined {
  const event = events[at + 1];
  return event?.kind === 'text' ? event.text : undefined;
}

/** All events between the start tag at `at` and its end tag. */
export function inside(events: readonly Event[], at: number): readonly Event[] {
  const start = events[at];
  if (start?.kind !== 'start') return [];
  const end = events.findIndex(
    (event, index) => index > at && event.kind === 'end' && event.depth === start.depth,
  );
  return events.slice(at + 1, end);
}
