/** The result of loading a configuration on Node, with lines and columns of the file. */

import type { Complaint } from '../../config/complaints.ts';
import type { Config } from '../../config/index.ts';

/** A complaint with its position in the file. */
export interface LocatedComplaint extends Complaint {
  readonly line?: number;
  readonly column?: number;
}

export interface LoadedConfig {
  readonly config: Config;
  /** The document, with providers' files in their places. */
  readonly document: unknown;
  /** What the configuration does without, in words: parts of a provider's file that have no place here. */
  readonly warnings: readonly string[];
  /** Adds the position in the file to a complaint. */
  readonly located: (complaint: Complaint) => LocatedComplaint;
}
