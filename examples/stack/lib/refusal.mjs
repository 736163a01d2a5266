/** An answer other than 200 that the caller brought about or must know of; its message is the body. */
export class Refusal extends Error {
  /**
   * @param {number} status HTTP status.
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}
