/** What `init` can write. */
export const PROFILES = ["demo", "image-serving"] as const;

export type ProfileName = (typeof PROFILES)[number];
