/** Metrics of the process, under the names that dashboards for Node use. */

import type { Family } from './exposition.ts';

interface ProcessState {
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
    gauge('process_resident_memory_bytes', 'Resident memory.', state.residentBytes),
    gauge('nodejs_heap_size_used_bytes', 'Heap in use.', state.heapUsedBytes),
    gauge('nodejs_heap_size_total_bytes', 'Size of the heap.', state.heapTotalBytes),
    gauge('nodejs_external_memory_bytes', 'Memory outside the heap, mostly buffers.', state.externalBytes),
    gauge('nodejs_eventloop_lag_seconds', 'How late timers are.', state.delayMilliseconds / 1000),
    gauge('facteur_connections', 'Open connections.', state.connections),
    gauge('process_start_time_seconds', 'Start of the process.', state.startedAt.getTime() / 1000),
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'CPU time.',
      samples: [{ value: state.cpuSeconds }],
    },
  ];
}
