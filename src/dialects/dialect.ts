/**
 * The contract of a dialect: how one protocol is read, answered and refused. The steps between (route, read, resolve
 * the domain, write) are the same for all dialects, see pipeline.ts; the paths are in routes.ts.
 */

import type { Resolved, Subject } from '../directory/resolve.ts';
import type { Service } from '../directory/service.ts';
import type { Host } from '../http/host.ts';
import type { RedirectTarget } from '../http/location.ts';
import type { AskedMethod } from '../http/method.ts';
import type { Answer } from '../http/response.ts';
import type { Refusal } from '../model/refusal.ts';
import type { Awaitable, Result } from '../model/result.ts';

/** A request as a dialect sees it, independent of the runtime. */
export interface DialectRequest {
  /** HEAD is handled as GET and is GET here. */
  readonly method: AskedMethod;
  /** The path of the matched route, as written in routes.ts. */
  readonly path: string;
  /** The path below which facteur is mounted in another application; empty at the root. */
  readonly base: string;
  /**
   * The path after the route's own, for a route that ends in `/`; otherwise empty. Percent-decoded, in the letter case
   * of the request, because it may contain a local part.
   */
  readonly rest: string;
  /** The raw query, without the question mark. */
  readonly search: string;
  readonly host: Host;
  /** The body of a POST; the bodies of other methods are not read. */
  readonly bytes: Uint8Array;
  /** A header by its lower-case name; empty if absent. */
  readonly header: (name: string) => string;
}

/** A parsed request. A dialect adds what its `write` needs. */
export type Question = Subject;

/** The subject of a request without an address. */
export const noSubject: Subject = { address: undefined, domain: undefined, mayBeMxStep: false };

interface Contract {
  readonly name: string;
  /** GET implies HEAD; OPTIONS is answered for all. */
  readonly methods: readonly AskedMethod[];
  /** The longest body that a POST may have; required of dialects that take POST. */
  readonly bodyLimitBytes?: number;

  /** Whether the dialect is enabled; without this function it always is. The paths of a disabled dialect are unknown. */
  readonly offered?: (service: Service) => boolean;

  /** Headers added to every answer, refusals included. */
  readonly headers?: (service: Service) => Answer['headers'] | undefined;

  /** Writes a refusal for this protocol's clients, with no more detail than a client needs to act on it. */
  refuse(refusal: Refusal, now: Date): Answer;

  /**
   * The target on the service's own https host to which a plain http request is redirected; the pipeline encodes it.
   * Undefined if this dialect's clients follow no redirect: they get the refusal `https-needed`.
   *
   * @param ownName whether the Host is one of the service's own names, not a name that a customer points to it
   * @param service tells which domains the configuration names
   */
  securePath(request: DialectRequest, ownName: boolean, service: Service): RedirectTarget | undefined;
}

/** A dialect whose requests are about one mailbox or domain. */
export interface Dialect<Parsed extends Question = Question> extends Contract {
  readonly asks?: 'one';

  /** @param service holds the key of sealed links; a request without one is read synchronously */
  read(request: DialectRequest, service: Service, now: () => Date): Awaitable<Result<Parsed>>;

  /** The cost of an expensive answer, in the units of model/cost.ts; it is charged to the client's network. */
  cost?(question: Parsed, resolved: Resolved, service: Service): number;

  /** @param service its own names and options, on which an answer may depend */
  write(question: Parsed, resolved: Resolved, now: () => Date, service: Service): Awaitable<Result<Answer>>;
}

/** A parsed request about several subjects. */
export interface ManyQuestions {
  readonly subjects: readonly Subject[];
}

/** A dialect whose requests may be about several subjects; each is looked up, and may be refused, separately. */
export interface DialectOfMany<Parsed extends ManyQuestions = ManyQuestions> extends Contract {
  readonly asks: 'many';

  /** @param service holds the key of sealed links; a request without one is read synchronously */
  read(request: DialectRequest, service: Service, now: () => Date): Awaitable<Result<Parsed>>;

  /** The cost of an expensive answer, in the units of model/cost.ts; it is charged to the client's network. */
  cost?(question: Parsed, resolved: readonly Result<Resolved>[], service: Service): number;

  /** @param resolved in the order of the subjects */
  write(
    question: Parsed,
    resolved: readonly Result<Resolved>[],
    now: () => Date,
    service: Service,
  ): Awaitable<Result<Answer>>;
}

export type AnyDialect = Dialect | DialectOfMany;
