/** The request of each dialect for an address, for `facteur render`. */

import { operations } from '../../../templates/autodiscover-soap.ts';
import { escapeXml } from '../../format/xml.ts';
import type { Address, Domain } from '../../model/address.ts';
import { routes } from '../../routes.ts';

/** An address, or a domain alone. */
export interface RenderSubject {
  readonly domain: Domain;
  readonly address: Address | undefined;
}

export interface RenderRequest {
  readonly method: 'GET' | 'POST';
  readonly host: string;
  readonly path: string;
  readonly search?: string;
  readonly body?: string;
}

/** By dialect; a variant, such as another schema, has its own name. */
export const renderRequests: Readonly<Record<string, (subject: RenderSubject) => RenderRequest>> = {
  autoconfig: ({ domain, address }) => ({
    method: 'GET',
    host: `autoconfig.${domain}`,
    path: routes.autoconfig.path,
    search: parameter('emailaddress', address),
  }),
  autodiscover: (subject) => pox(subject, 'outlook/responseschema/2006a'),
  mobilesync: (subject) => pox(subject, 'mobilesync/responseschema/2006'),
  ...Object.fromEntries(
    ['AutodiscoverV1', 'ActiveSync', 'Ews'].map((protocol) => [
      protocol === 'AutodiscoverV1' ? 'autodiscover-json' : `autodiscover-json-${protocol.toLowerCase()}`,
      (subject: RenderSubject) => json(subject, protocol),
    ]),
  ),
  'autodiscover-soap': soap,
  mobileconfig: ({ domain, address }) => ({
    method: 'GET',
    host: `autoconfig.${domain}`,
    path: routes.profile.path,
    search: parameter('emailaddress', address),
  }),
  pacc: ({ domain }) => ({
    method: 'GET',
    host: `ua-auto-config.${domain}`,
    path: routes.pacc.path,
  }),
  'mta-sts': ({ domain }) => ({
    method: 'GET',
    host: `mta-sts.${domain}`,
    path: routes.mtaSts.path,
  }),
  'well-known': wellKnown('caldav'),
  'well-known-carddav': wellKnown('carddav'),
  'well-known-jmap': wellKnown('jmap'),
  'well-known-oauth': wellKnown('oauth'),
  setup: ({ domain, address }) => {
    const to = { host: `autoconfig.${domain}`, path: routes.page.path };
    if (address === undefined) return { ...to, method: 'GET' };
    return { ...to, method: 'POST', body: parameter('emailaddress', address) };
  },
};

/** At the domain itself, where calendar clients begin. */
function wellKnown(
  route: 'caldav' | 'carddav' | 'jmap' | 'oauth',
): (subject: RenderSubject) => RenderRequest {
  return ({ domain }) => ({ method: 'GET', host: domain, path: routes[route].path });
}

const parameter = (name: string, address: Address | undefined): string =>
  address === undefined ? '' : `${name}=${encodeURIComponent(address.text)}`;

/** Outlook posts the address; without an address, a GET is sent. */
function pox({ domain, address }: RenderSubject, schema: string): RenderRequest {
  const to = { host: `autodiscover.${domain}`, path: routes.autodiscover.path };
  if (address === undefined) return { ...to, method: 'GET' };
  const namespace = 'http://schemas.microsoft.com/exchange/autodiscover';
  const body = `<Autodiscover xmlns="${namespace}/outlook/requestschema/2006"><Request><EMailAddress>${escapeXml(address.text)}</EMailAddress><AcceptableResponseSchema>${namespace}/${schema}</AcceptableResponseSchema></Request></Autodiscover>`;
  return { ...to, method: 'POST', body };
}

const json = ({ domain, address }: RenderSubject, protocol: string): RenderRequest => ({
  method: 'GET',
  host: `autodiscover.${domain}`,
  path: routes.autodiscoverJson.path,
  search: [parameter('Email', address), `Protocol=${protocol}`].filter((part) => part !== '').join('&'),
});

/** Requests every setting that the operation has. */
function soap({ domain, address }: RenderSubject): RenderRequest {
  const [operation, subject] = address
    ? (['user', `<Users><User><Mailbox>${escapeXml(address.text)}</Mailbox></User></Users>`] as const)
    : (['domain', `<Domains><Domain>${domain}</Domain></Domains>`] as const);
  const { one, settings } = operations[operation];
  const names = Object.keys(settings).map((name) => `<Setting>${name}</Setting>`);
  const message = `Get${one}SettingsRequestMessage`;
  const body = `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><${message} xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover"><Request>${subject}<RequestedSettings>${names.join('')}</RequestedSettings></Request></${message}></Body></Envelope>`;
  return { method: 'POST', host: `autodiscover.${domain}`, path: routes.autodiscoverSoap.path, body };
}
