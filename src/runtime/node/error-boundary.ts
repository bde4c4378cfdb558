/**
 * Error boundary: what throws between the socket and the pipeline, in a listener, a timer or a promise, is a bug. It is
 * reported by its place, ends the one request or connection that it belongs to, and the process goes on.
 */

import { constants, Http2ServerResponse } from 'node:http2';
import type { Awaitable } from '../../model/result.ts';
import { internalError, methodInLog, placeOf, type RequestEvent } from '../../pipeline.ts';
import { headerOf, type NodeRequest, type NodeResponse, type RequestHandler, send } from './http-types.ts';

export interface ErrorBoundary {
  /** A request that fails is answered with 500, or closed if its answer has begun. */
  readonly request: (
    handle: (message: NodeRequest, outgoing: NodeResponse) => Awaitable<unknown>,
  ) => RequestHandler;
  /** For all other event listeners and timers. @param end ends what the event was about */
  readonly listener: <Args extends readonly unknown[]>(
    work: (...args: Args) => void,
    end?: (...args: Args) => void,
  ) => (...args: Args) => void;
  /** For promises that nobody waits for. */
  readonly detached: (work: Promise<unknown>) => void;
  /** For errors that come by themselves: `error` events. */
  readonly failed: (error: unknown) => void;
}

export interface BugReports {
  /** Hears of a request that failed. */
  readonly report: (
    event: RequestEvent,
    request: { readonly header: (name: string) => string | undefined },
  ) => void;
  /** Hears of what failed outside of any request; of its place alone. */
  readonly bug: (place: string) => void;
}

export function errorBoundary({ report, bug }: BugReports): ErrorBoundary {
  const failed = (error: unknown): void => attempt(() => bug(placeOf(error)));
  const failedRequest = (error: unknown, message: NodeRequest, outgoing: NodeResponse): void => {
    attempt(() =>
      report(
        { dialect: 'none', method: methodInLog(message.method ?? ''), status: 500, bug: placeOf(error) },
        { header: (name) => headerOf(message, name) },
      ),
    );
    endRequest(outgoing);
  };
  return {
    request: (handle) => (message, outgoing) => {
      try {
        const done = handle(message, outgoing);
        if (done instanceof Promise) done.catch((error: unknown) => failedRequest(error, message, outgoing));
      } catch (error) {
        failedRequest(error, message, outgoing);
      }
    },
    listener:
      (work, end) =>
      (...args) => {
        try {
          work(...args);
        } catch (error) {
          failed(error);
          if (end) attempt(() => end(...args));
        }
      },
    detached: (work) => void work.catch(failed),
    failed,
  };
}

function endRequest(outgoing: NodeResponse): void {
  try {
    if (outgoing.headersSent) {
      destroy(outgoing);
    } else {
      // Of the answer that failed, HTTP/2 keeps what it was given.
      for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
      send(outgoing, internalError);
    }
  } catch {
    attempt(() => destroy(outgoing));
  }
}

/** HTTP/2 resets the stream, so that half an answer is not taken for a whole one, and leaves the others alone. */
function destroy(outgoing: NodeResponse): void {
  if (outgoing instanceof Http2ServerResponse) outgoing.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else outgoing.destroy();
}

/** What fails while an error is handled has nowhere left to go. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // See above.
  }
}
