/** What the program takes of the machine, under the names that dashboards for Node know. */

import type { Family } from './exposition.ts';

export interface ProcessState {
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly cpuSeconds: number;
  readonly startedAt: Date;
  readonly delayMilliseconds: number;
  readonly connections: number;
}

export function processFamilies(state: ProcessState): readonly Family[] {
  const gauge = (name: string, help: string, value: number): Family => ({
    name,
    type: 'gauge',
    help,
    samples: [{ value }],
  });
  return [
    gauge('process_resident_memory_bytes', 'Memory that the system has given.', state.residentBytes),
    gauge('nodejs_heap_size_used_bytes', 'Heap in use.', state.heapUsedBytes),
    gauge('nodejs_heap_size_total_bytes', 'Heap that there is.', state.heapTotalBytes),
    gauge(
      'nodejs_external_memory_bytes',
      'Memory outside the heap, of buffers above all.',
      state.externalBytes,
    ),
    gauge('nodejs_eventloop_lag_seconds', 'How late timers ring.', state.delayMilliseconds / 1000),
    gauge('facteur_connections', 'Connections at the moment.', state.connections),
    gauge('process_start_time_seconds', 'When the program was started.', state.startedAt.getTime() / 1000),
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'Time that the processors have spent.',
      samples: [{ value: state.cpuSeconds }],
    },
  ];
}
