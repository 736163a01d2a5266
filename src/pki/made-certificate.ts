/** A certificate with its key, both PEM text. */
export interface MadeCertificate {
  readonly certificate: string;
  /** PKCS #8, not encrypted: agents start without anybody at the keyboard. */
  readonly key: string;
}
