/**
 * The contract of a dialect: how one protocol asks, answers and refuses. The way between is the same for all and
 * stands in app.ts: read, choose the domain, write.
 */

import type { Resolved, Subject } from '../directory/resolve.ts';
import type { Service } from '../directory/service.ts';
import type { Host } from '../http/host.ts';
import type { RedirectTarget } from '../http/location.ts';
import type { AskedMethod } from '../http/method.ts';
import type { Answer } from '../http/response.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Awaitable, Result } from '../model/result.ts';

/** A request as a dialect sees it, without anything a runtime would have to lend. */
export interface DialectRequest {
  /** HEAD is answered like GET and looks like it here. */
  readonly method: AskedMethod;
  /** The route that was asked, as it stands in routes.ts. */
  readonly path: string;
  /** The path below which facteur is mounted in another application; empty at the root. */
  readonly base: string;
  /**
   * What followed the route's path, for a route that ends in `/`; otherwise empty. Percent-decoded, in the letter case
   * in which it was sent: it may hold a local part.
   */
  readonly rest: string;
  /** The query as it came, without its question mark. */
  readonly search: string;
  readonly host: Host;
  /** The body of a POST; no other one is read. */
  readonly bytes: Uint8Array;
  /** A header by its lower-case name; empty when it was not sent. */
  readonly header: (name: string) => string;
}

/** What was asked, understood. A dialect adds whatever its `write` needs besides. */
export type Question = Subject;

/** What is known of whoever sent no address. */
export const noSubject: Subject = { address: undefined, domain: undefined, mayBeMxStep: false };

interface Contract {
  readonly name: string;
  /** GET implies HEAD; OPTIONS is answered for all. */
  readonly methods: readonly AskedMethod[];

  /** Whether it is spoken at all; always, if this is left out. Where it is not, its paths are unknown. */
  readonly offered?: (service: Service) => boolean;

  /** What every answer carries besides, refusals too. */
  readonly headers?: (service: Service) => Answer['headers'] | undefined;

  /** Words a refusal for this protocol's clients: rich enough to act on, too poor to learn from. */
  refuse(refusal: Refusal, now: Date): Answer;

  /**
   * Where a request that came over plain http finds the same on the service's own https host; the pipeline encodes
   * it. Nowhere, when its clients follow no redirect; then they are told that they must ask over https.
   *
   * @param ownName whether it came to an own name already, and not to one that a customer points to the service
   */
  securePath(ask: DialectRequest, ownName: boolean): RedirectTarget | undefined;
}

/** One that is asked about one mailbox or domain at a time. */
export interface Dialect<Asked extends Question = Question> extends Contract {
  readonly asks?: 'one';

  /** @param service by whose key a question may be sealed; a plain one, as most are, is read at once */
  read(ask: DialectRequest, service: Service, now: () => Date): Awaitable<Result<Asked>>;

  /** @param service whose own names and switches an answer may depend on */
  write(question: Asked, chosen: Resolved, now: () => Date, service: Service): Awaitable<Result<Answer>>;
}

/** What was asked about several, understood. */
export interface ManyQuestions {
  readonly subjects: readonly Subject[];
}

/** One that is asked about several at a time, each of which is looked up by itself, and may be refused by itself. */
export interface DialectOfMany<Asked extends ManyQuestions = ManyQuestions> extends Contract {
  readonly asks: 'many';

  /** @param service by whose key a question may be sealed; a plain one, as most are, is read at once */
  read(ask: DialectRequest, service: Service, now: () => Date): Awaitable<Result<Asked>>;

  /** @param chosen in the order of the subjects */
  write(
    question: Asked,
    chosen: readonly Result<Resolved>[],
    now: () => Date,
    service: Service,
  ): Awaitable<Result<Answer>>;
}

export type AnyDialect = Dialect | DialectOfMany;
