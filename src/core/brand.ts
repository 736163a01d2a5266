declare const brand: unique symbol;

/** A type that only its own parser can make: structurally a `T`, but no plain `T` fits. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
