/** The registrable domain of a name according to the Public Suffix List. */

import { getDomain } from 'tldts';

export const registrableDomain = (name: string): string => getDomain(name) ?? name;
