/**
 * Error boundary: an exception between the socket and the pipeline, in a listener, a timer or a promise, is a bug. Its
 * place is reported, the one request or connection that it belongs to ends, and the process goes on.
 */

import { constants, Http2ServerResponse } from 'node:http2';
import type { Awaitable } from '../../model/result.ts';
import { internalError, methodInLog, placeOf, type RequestEvent } from '../../pipeline.ts';
import { headerOf, type NodeRequest, type NodeResponse, send } from './http-types.ts';

export interface ErrorBoundary {
  /** Answers a request that fails with 500, or closes it if its response has begun. */
  readonly request: <Body>(
    handle: (message: NodeRequest, outgoing: NodeResponse, body?: Body) => Awaitable<unknown>,
  ) => (message: NodeRequest, outgoing: NodeResponse, body?: Body) => void;
  /** For all other event listeners and timers. @param end ends the connection that the event is about */
  readonly listener: <Args extends readonly unknown[]>(
    work: (...args: Args) => void,
    end?: (...args: Args) => void,
  ) => (...args: Args) => void;
  /** For promises that are not awaited. */
  readonly detached: (work: Promise<unknown>) => void;
  /** For `error` events. */
  readonly failed: (error: unknown) => void;
}

interface BugReports {
  /** Called for a request that failed. */
  readonly report: (
    event: RequestEvent,
    request: { readonly header: (name: string) => string | undefined },
  ) => void;
  /** Called for an error outside of a request, with its place in the code and without its message. */
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
    request: (handle) => (message, outgoing, body) => {
      try {
        const done = handle(message, outgoing, body);
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
      // HTTP/2 keeps the headers of the response that failed.
      for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
      send(outgoing, internalError);
    }
  } catch {
    attempt(() => destroy(outgoing));
  }
}

/** With HTTP/2, only the stream is reset, so that the client does not take half a response for a whole one. */
function destroy(outgoing: NodeResponse): void {
  if (outgoing instanceof Http2ServerResponse) outgoing.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else outgoing.destroy();
}

/** Ignores an error that happens while another one is handled. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // See above.
  }
}
