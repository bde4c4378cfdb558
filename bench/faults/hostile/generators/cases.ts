/** The requests of a way by their numbers: any of a million can be repeated alone. */

import { type Http1Message, http1Of, roughHttp1Of, stallingHttp1Of } from '../http1/writer.ts';
import { type Http2Message, http2Of, roughHttp2Of, stallingHttp2Of } from '../http2/writer.ts';
import { type Random, randomOf } from './random.ts';
import type { Request } from './request.ts';
import { type Known, requestOf } from './requests.ts';
import { markOf } from './text.ts';

export interface Case<Message> {
  readonly number: number;
  /** Which generators made it. */
  readonly kind: string;
  readonly message: Message;
  /** See Expected in judges/judge.ts. */
  readonly plainPath: string | undefined;
}

export type Cases<Message> = (number: number) => Case<Message>;

/** From here on, numbers are of requests that stall. */
export const stallsFrom = 100_000_000;

interface Writers<Message> {
  readonly whole: (random: Random, request: Request) => Message;
  readonly rough: (random: Random, mark: string, request: Request) => Message;
  readonly stalling: (random: Random, request: Request) => Message;
}

interface OfWay {
  readonly seed: number;
  readonly way: string;
  /** One in so many messages is not whole; each costs a connection. */
  readonly roughOneIn: number;
  /** What is not sent, because nothing passes it on to facteur there. */
  readonly avoid: ReadonlySet<string>;
  readonly known: Known;
}

export const http1Cases = (of: OfWay): Cases<Http1Message> =>
  casesOf(of, { whole: http1Of, rough: roughHttp1Of, stalling: stallingHttp1Of });

export const http2Cases = (of: OfWay): Cases<Http2Message> =>
  casesOf(of, { whole: http2Of, rough: roughHttp2Of, stalling: stallingHttp2Of });

function casesOf<Message extends { readonly framing: string }>(
  { seed, way, roughOneIn, avoid, known }: OfWay,
  { whole, rough, stalling }: Writers<Message>,
): Cases<Message> {
  const ownSeed = Array.from(way).reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed);
  return (number) => {
    const random = randomOf(ownSeed, number);
    const mark = markOf(number);
    const request = requestOf(random, mark, known);
    if (number >= stallsFrom) return made(number, request, stalling(random, request));
    const broken = random.oneIn(roughOneIn) ? rough(random, mark, request) : undefined;
    const message = broken && !avoid.has(broken.framing) ? broken : whole(random, request);
    return made(number, request, message);
  };
}

const made = <Message extends { readonly framing: string }>(
  number: number,
  request: Request,
  message: Message,
): Case<Message> => ({
  number,
  kind: `${request.kind}, ${message.framing}`,
  message,
  plainPath: plainPathOf(request),
});

/** What follows an open route keeps its letters; what is a route may be written in its usual way. */
function plainPathOf({ target }: Request): string | undefined {
  return /^\/autodiscover\/autodiscover\.json\/v1\.0\/([\w.+@-]+)(?:\?|$)/i.exec(target)?.[1];
}
