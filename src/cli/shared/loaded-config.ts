/** What comes of loading a configuration on Node, in words that name the file's lines. */

import type { Complaint } from '../../config/complaints.ts';
import type { Config } from '../../config/index.ts';

/** A complaint, and where in the file it belongs, for whoever has to mend it. */
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
  /** Finds the place of something that is said about the document. */
  readonly located: (complaint: Complaint) => LocatedComplaint;
}
