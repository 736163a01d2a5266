/** What callers may do, each more than the one before it: look; start, stop and restart; everything. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What a certificate is for: an agent, or a caller with a role. */
export const IDENTITY_KINDS = ["agent", ...ROLES] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** Whether a caller with the role `has` may do what needs the role `needs`. */
export const mayAs = (has: Role, needs: Role): boolean => ROLES.indexOf(has) >= ROLES.indexOf(needs);

/** Who a certificate says that its holder is. */
export interface Identity {
  readonly kind: IdentityKind;
  /** Of an agent: the name of its host. */
  readonly name: string;
  /** A set of hosts, as `node[01-20],web1`, to which the holder is limited; null: all. */
  readonly hosts: string | null;
  /** Components to which the holder is limited; null: all. */
  readonly components: readonly string[] | null;
}
