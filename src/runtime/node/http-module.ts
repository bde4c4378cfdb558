/**
 * `node:http`, loaded by `require`. An import reads all exports of the module, one of which is WebSocket, and for that
 * Node loads all of undici (lib/http.js): 14 MB and 20 ms for something that is not used here.
 */

import type * as Http from 'node:http';
import { createRequire } from 'node:module';

const http: typeof Http = createRequire(import.meta.url)('node:http');

export const { createServer, IncomingMessage, ServerResponse, STATUS_CODES } = http;
export type IncomingMessage = Http.IncomingMessage;
export type ServerResponse = Http.ServerResponse;
