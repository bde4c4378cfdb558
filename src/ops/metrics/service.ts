/** Metrics of the service: version, readiness, reloads, expiry of certificates. */

import { version } from '../../util/version.ts';
import type { Family } from './exposition.ts';

/** A certificate with an expiry date to watch. */
export interface WatchedCertificate {
  /** `tls` and a number, or `signing`. */
  readonly name: string;
  readonly notAfter: Date;
}

export interface ServiceState {
  readonly ready: boolean;
  /** When the configuration in use was read. */
  readonly configuredAt: Date;
  readonly reloads: { readonly taken: number; readonly refused: number };
  readonly certificates: readonly WatchedCertificate[];
  readonly runtime: string;
}

const daySeconds = 86_400;

export function serviceFamilies(state: ServiceState, now: Date): readonly Family[] {
  return [
    {
      name: 'facteur_build_info',
      type: 'gauge',
      help: 'Version of facteur and its runtime.',
      samples: [{ labels: { version, runtime: state.runtime }, value: 1 }],
    },
    {
      name: 'facteur_ready',
      type: 'gauge',
      help: 'Whether the service is ready for requests.',
      samples: [{ value: state.ready ? 1 : 0 }],
    },
    {
      name: 'facteur_configuration_timestamp_seconds',
      type: 'gauge',
      help: 'When the configuration in use was read.',
      samples: [{ value: state.configuredAt.getTime() / 1000 }],
    },
    {
      name: 'facteur_configuration_reloads_total',
      type: 'counter',
      help: 'Reloads of the configuration, by whether it was accepted.',
      samples: [
        { labels: { outcome: 'taken' }, value: state.reloads.taken },
        { labels: { outcome: 'refused' }, value: state.reloads.refused },
      ],
    },
    {
      name: 'facteur_certificate_days_left',
      type: 'gauge',
      help: 'Days until a certificate expires.',
      samples: state.certificates.map(({ name, notAfter }) => ({
        labels: { certificate: name },
        value: Math.floor(((notAfter.getTime() - now.getTime()) / 1000 / daySeconds) * 100) / 100,
      })),
    },
  ];
}
