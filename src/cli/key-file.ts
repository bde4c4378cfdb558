/** Who may read the file of a private key. */

export interface Ownership {
  readonly mode: number;
  /** The owner's number; root's is 0. */
  readonly uid: number;
}

/**
 * A file of root's is lent to whoever runs as another user, by its group: systemd does so with credentials, where the
 * group's bits are the mask of an access list (github.com/systemd/systemd/issues/29435), and Kubernetes with `fsGroup`.
 *
 * @param reader the number of who runs this
 * @returns whether others may read it than its owner, and whom the owner lends it to
 */
export function isTooOpen({ mode, uid }: Ownership, reader: number | undefined): boolean {
  const isLent = uid === 0 && reader !== 0;
  return (mode & (isLent ? 0o037 : 0o077)) !== 0;
}
