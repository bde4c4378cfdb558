/**
 * `node:http`, asked for by `require`. An import makes a list of what the module has, for which Node loads all of
 * undici, because a WebSocket is among it (lib/http.js): 14 MB and 20 ms, for what is used here by nobody.
 */

import type * as Http from 'node:http';
import { createRequire } from 'node:module';

const http: typeof Http = createRequire(import.meta.url)('node:http');

export const { createServer, IncomingMessage, ServerResponse, STATUS_CODES } = http;
export type IncomingMessage = Http.IncomingMessage;
export type ServerResponse = Http.ServerResponse;
