/** The dialects that ship, each with its paths from routes.ts, as the tests walk through them. */

import type { AnyDialect } from '../../src/dialects/dialect.ts';
import { dialects as byName } from '../../src/dialects/index.ts';
import { routes } from '../../src/routes.ts';

type WithRoutes = AnyDialect & { readonly routes: readonly string[] };

export const dialects: readonly WithRoutes[] = Object.entries(byName).map(([name, dialect]) => ({
  ...dialect,
  routes: Object.values(routes).flatMap((route) => (route.dialect === name ? [route.path] : [])),
}));
