/** Clients that send requests without a pause and check each response: none may be wrong, none may be lost. */

import { Agent, request } from 'node:http';

export interface Tally {
  right: number;
  wrong: number;
  lost: number;
  /** The first responses that were wrong or lost. */
  first: string | undefined;
}

/** A request, and how its response begins or what it contains. */
export interface Question {
  readonly path: string;
  readonly body?: string;
  readonly expected: string;
}

const address = 'jo@example.org';
const namespace = 'http://schemas.microsoft.com/exchange/autodiscover/outlook';

export const questions: readonly Question[] = [
  {
    path: `/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`,
    expected: '<domain>example.org</domain>',
  },
  {
    path: '/autodiscover/autodiscover.xml',
    body: `<Autodiscover xmlns="${namespace}/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>${namespace}/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`,
    expected: '<Server>ssl0.ovh.net</Server>',
  },
  {
    path: `/profile.mobileconfig?emailaddress=${encodeURIComponent(address)}`,
    expected: '<string>ssl0.ovh.net</string>',
  },
];

export interface Load {
  readonly tally: Tally;
  /** Waits for the requests in progress. */
  readonly stop: () => Promise<Tally>;
}

/**
 * @param urlNow where to send the next request; nothing while no server is ready
 * @param most how many requests are sent; by default until stopped
 */
export function load(
  urlNow: () => string | undefined,
  clients: number,
  most = Number.POSITIVE_INFINITY,
): Load {
  const tally: Tally = { right: 0, wrong: 0, lost: 0, first: undefined };
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let stopping = false;
  let asked = 0;
  const client = async (): Promise<void> => {
    while (!stopping && asked < most) {
      const url = urlNow();
      const question = questions[asked % questions.length];
      if (url === undefined || !question) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        continue;
      }
      asked++;
      const answer = await ask(url, question, agent);
      if (answer === 'right') tally.right++;
      else {
        tally[answer.kind]++;
        tally.first ??= answer.what;
      }
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client)).then(() => agent.destroy());
  return {
    tally,
    async stop() {
      stopping = most === Number.POSITIVE_INFINITY;
      await all;
      return tally;
    },
  };
}

type Answered = 'right' | { readonly kind: 'wrong' | 'lost'; readonly what: string };

function ask(url: string, { path, body, expected }: Question, agent: Agent): Promise<Answered> {
  return new Promise((resolve) => {
    const method = body === undefined ? 'GET' : 'POST';
    const asking = request(url + path, { agent, method, timeout: 5000 }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      reply.on('error', lose);
      reply.on('end', () =>
        resolve(
          reply.statusCode === 200 && text.includes(expected)
            ? 'right'
            : { kind: 'wrong', what: `${path}: ${reply.statusCode} ${text.slice(0, 200)}` },
        ),
      );
    });
    const lose = (error: Error): void =>
      // A request on a kept connection that is closed at that moment is repeated once (RFC 9112 §9.3.1), as every HTTP
      // library does.
      asking.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        ? resolve(ask(url, { path, expected, ...(body === undefined ? {} : { body }) }, agent))
        : resolve({ kind: 'lost', what: `${path}: ${error.message}` });
    asking.on('error', lose);
    asking.on('timeout', () => asking.destroy(new Error('no answer within 5 s')));
    asking.end(body);
  });
}
