/**
 * Messages of the Jupyter protocol 5.3 and their signed form on the wire.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 *
 * @module
 */
import { createHmac } from "node:crypto";

/** One thing in several formats, keyed by MIME type. */
export type MimeBundle = Record<string, unknown>;

/** The error of a cell, as the kernel reports it. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** What `display_data`, its update and `execute_result` carry. */
export interface DisplayContent {
  readonly data: MimeBundle;
  readonly metadata?: Record<string, unknown>;
  readonly transient?: { readonly display_id?: string };
}

/** What a kernel may say while it runs a cell and a notebook keeps. */
export type OutputMessage =
  | { type: "stream"; content: { name: "stdout" | "stderr"; text: string } }
  | { type: "display_data" | "update_display_data" | "execute_result"; content: DisplayContent }
  | { type: "error"; content: ErrorContent }
  | { type: "clear_output"; content: { wait: boolean } };

/** The answer to a request to execute; of an error the parts may be missing. */
export type Reply = { status: "ok" } | ({ status: "error" | "aborted" } & Partial<ErrorContent>);

/** A message as it came: not yet looked into. */
export interface Message {
  readonly type: string;
  /** Identity of the request that it belongs to. */
  readonly parentId: string | undefined;
  readonly content: unknown;
}

const OUTPUT_TYPES: readonly string[] = [
  "stream",
  "display_data",
  "update_display_data",
  "execute_result",
  "error",
  "clear_output",
] satisfies OutputMessage["type"][];

/** Tells whether a notebook keeps this message. */
export function isOutput(message: { type: string }): message is OutputMessage {
  return OUTPUT_TYPES.includes(message.type);
}

const DELIMITER = "<IDS|MSG>";
const utf8 = { encode: new TextEncoder(), decode: new TextDecoder() };

/**
 * Renders a message to the frames that a socket sends.
 *
 * @param id unique; comes back as `parentId` of everything that the message causes
 * @param key secret of the connection file; signs the message
 */
export function encodeMessage(
  message: { id: string; type: string; content: unknown },
  session: string,
  key: string,
): Uint8Array[] {
  const header = {
    msg_id: message.id,
    msg_type: message.type,
    session,
    username: "kit",
    date: new Date().toISOString(),
    version: "5.3",
  };
  const noParent = {}, noMetadata = {};
  const parts = [header, noParent, noMetadata, message.content].map((part) => JSON.stringify(part));
  const signature = createHmac("sha256", key);
  for (const part of parts) signature.update(part);
  return [DELIMITER, signature.digest("hex"), ...parts].map((text) => utf8.encode.encode(text));
}

/**
 * Reads the frames that a socket received.
 *
 * Signatures of the kernel are not checked: it is our own child, reached over the loopback device.
 */
export function decodeMessage(frames: readonly Uint8Array[]): Message {
  const texts = frames.map((frame) => utf8.decode.decode(frame));
  const start = texts.indexOf(DELIMITER) + 2; // after the delimiter and the signature
  const [header, parent, , content] = texts.slice(start, start + 4).map((text) => JSON.parse(text));
  return { type: header.msg_type, parentId: parent.msg_id, content };
}
