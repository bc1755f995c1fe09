// Commands on their way to the server.

/**
 * What the server has: the last command of a tab.
 *
 * @typedef {object} Acknowledgement
 * @property {string} client
 * @property {number} n
 */

/** Between two attempts to reach the server with the same commands. */
export const RESEND_MS = 3000;

/**
 * Keeps commands and sends them until the server says that it has them: a run of the server that is cut short by the next key
 * loses nothing.
 *
 * @template {object} Command
 */
export class Outbox {
  /**
   * @param {(value: {client: string, time: number, commands: (Command & {n: number})[]}) => void} send
   * @param {() => boolean} isOpen whether what sends is still on the screen
   */
  constructor(send, isOpen) {
    this.send = send;
    this.isOpen = isOpen;
    this.client = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.last = 0; // number of the last command
    this.times = 0; // sent so far: what is sent is another each time, or Streamlit would not run
    /** @type {(Command & {n: number})[]} */
    this.commands = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * Send a command.
   *
   * @param {Command} command
   */
  add(command) {
    this.last += 1;
    this.commands.push({ n: this.last, ...command });
    this.resend();
  }

  /**
   * Drop the commands that the server has; what it has of another tab is none of ours.
   *
   * @param {Acknowledgement | undefined} ack
   */
  acknowledge(ack) {
    if (ack?.client === this.client) this.commands = this.commands.filter((command) => command.n > ack.n);
  }

  /**
   * Return whether such a command is still on its way.
   *
   * @param {(command: Command) => boolean} isSuch
   */
  holds(isSuch) {
    return this.commands.some(isSuch);
  }

  /** Send what the server does not have yet, and again after a while. */
  resend() {
    clearTimeout(this.timer);
    if (!this.commands.length || !this.isOpen()) return;
    this.times += 1;
    this.send({ client: this.client, time: this.times, commands: this.commands });
    this.timer = setTimeout(() => this.resend(), RESEND_MS);
  }

  /** Send nothing more. */
  close() {
    clearTimeout(this.timer);
  }
}
