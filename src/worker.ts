/** facteur at the edge, on Cloudflare Workers. The configuration is the variable `FACTEUR_CONFIG` (wrangler.toml). */

import type { Hono } from 'hono';
import { defaultDocument, facteur, type Report, readConfig } from './index.ts';

interface Environment {
  /** The document as TOML tables under `[vars.FACTEUR_CONFIG]`, or as JSON text; without it the default one. */
  readonly FACTEUR_CONFIG?: unknown;
}

/** One app for each isolate, made at its first request: bindings are not there earlier. */
let app: Hono | undefined;

export default {
  fetch(request, environment, context): Response | Promise<Response> {
    app ??= appOf(environment);
    return app.fetch(request, environment, context);
  },
} satisfies ExportedHandler<Environment>;

/** @throws when the configuration is wrong: nothing is answered until it is mended, and the log says what to mend */
function appOf({ FACTEUR_CONFIG: document = defaultDocument }: Environment): Hono {
  const config = readConfig(typeof document === 'string' ? JSON.parse(document) : document);
  if (config.ok) return facteur(config.value, { report });
  const complaints = config.refusal.map(({ path, message }) => `  ${path}: ${message}`);
  throw new Error(['FACTEUR_CONFIG is not usable:', ...complaints].join('\n'));
}

function report(event: Report): void {
  if (event.bug !== undefined) console.error(JSON.stringify(event));
}
