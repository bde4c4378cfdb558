/**
 * A configuration from environment variables: one provider and its domains, for a container without a file. The
 * variables become the same document that a file would hold, so they get the same checks and the same errors.
 */

/** Variables by name: `process.env`, or the bindings of a Worker. */
export type Environment = Readonly<Record<string, unknown>>;

/** @returns the configuration file that `FACTEUR_CONFIG` names */
export const configFileIn = ({ FACTEUR_CONFIG: file }: Environment): string | undefined =>
  typeof file === 'string' && file !== '' ? file : undefined;

/**
 * @returns the document that `FACTEUR_NAME`, `FACTEUR_DOMAINS`, `FACTEUR_IMAP`, `FACTEUR_POP3`, `FACTEUR_SMTP` and
 *   `FACTEUR_URL` make, or nothing when no server is among them
 */
export function documentFromEnvironment(environment: Environment): unknown {
  const variable = (name: string): string | undefined => {
    const value = environment[`FACTEUR_${name}`];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const incoming = [variable('IMAP'), variable('POP3')].filter((server) => server !== undefined);
  const outgoing = variable('SMTP');
  if (incoming.length === 0 && outgoing === undefined) return undefined;
  const domains = (variable('DOMAINS') ?? '*').split(/[\s,]+/);
  // The provider's id is a domain: the first one served, or else the domain of its servers.
  const id = domains.find((domain) => !domain.includes('*')) ?? hostOf(outgoing ?? incoming[0] ?? '');
  return {
    ...(variable('URL') === undefined ? {} : { url: variable('URL') }),
    providers: {
      [id]: {
        name: variable('NAME') ?? id.slice(0, 60),
        ...(id.length > 20 && variable('NAME') === undefined ? { shortName: id.slice(0, 20) } : {}),
        incoming,
        outgoing: outgoing === undefined ? [] : [outgoing],
      },
    },
    domains: Object.fromEntries(domains.map((domain) => [domain, id])),
  };
}

/** @returns the document with the settings that the environment switches on: `FACTEUR_SOAP=1` */
export function withSwitches(document: unknown, environment: Environment): unknown {
  const { FACTEUR_SOAP: soap } = environment;
  const isOn = typeof soap === 'string' && /^(1|true|yes|on)$/i.test(soap);
  return isOn && typeof document === 'object' && document !== null ? { ...document, soap: true } : document;
}

const hostOf = (server: string): string => server.replace(/^[^/]*\/\//, '').replace(/[:/].*$/, '');
