/** `facteur man`: prints the manual page. */

import { version } from '../../util/version.ts';
import type { CommandNode } from '../shared/command-tree.ts';
import { type ExitCode, type Stdio, writeAll } from '../shared/stdio.ts';
import { manualPage } from './manual-page.ts';

export async function printManual(tree: CommandNode, { stdout }: Stdio): Promise<ExitCode> {
  await writeAll(stdout, [manualPage(tree, version)]);
  return 0;
}
