/* The proof of RFC 6455 §4.2.2 that a server has read the key: Sec-WebSocket-Accept. */
#ifndef ACCEPT_KEY_H
#define ACCEPT_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* RFC 6455 §1.3 */
#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
/* 20 bytes of SHA-1 in base64, and the end of the text. */
#define ACCEPT_SIZE 29

static inline uint32_t rotate_left(uint32_t word, int bits) { return (word << bits) | (word >> (32 - bits)); }

/* FIPS 180-4 §6.1, for texts of up to 119 bytes: two blocks. A key and the GUID are 60. */
static void sha1_short(const char *text, size_t length, uint8_t digest[20]) {
  uint8_t blocks[128] = {0};
  size_t total = length + 9 <= 64 ? 64 : 128;
  memcpy(blocks, text, length);
  blocks[length] = 0x80;
  for (int i = 0; i < 8; i++) blocks[total - 1 - (size_t)i] = (uint8_t)(((uint64_t)length * 8) >> (8 * i));

  uint32_t hash[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  for (size_t block = 0; block < total; block += 64) {
    uint32_t schedule[80];
    for (int t = 0; t < 16; t++) {
      const uint8_t *word = blocks + block + 4 * t;
      schedule[t] = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8 | word[3];
    }
    for (int t = 16; t < 80; t++)
      schedule[t] = rotate_left(schedule[t - 3] ^ schedule[t - 8] ^ schedule[t - 14] ^ schedule[t - 16], 1);
    uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4];
    for (int t = 0; t < 80; t++) {
      uint32_t mixed, constant;
      if (t < 20) mixed = (b & c) | (~b & d), constant = 0x5a827999;
      else if (t < 40) mixed = b ^ c ^ d, constant = 0x6ed9eba1;
      else if (t < 60) mixed = (b & c) | (b & d) | (c & d), constant = 0x8f1bbcdc;
      else mixed = b ^ c ^ d, constant = 0xca62c1d6;
      uint32_t next = rotate_left(a, 5) + mixed + e + constant + schedule[t];
      e = d, d = c, c = rotate_left(b, 30), b = a, a = next;
    }
    hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d, hash[4] += e;
  }
  for (int i = 0; i < 20; i++) digest[i] = (uint8_t)(hash[i / 4] >> (24 - 8 * (i % 4)));
}

static void base64(const uint8_t *bytes, size_t length, char *text) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < length; i += 3) {
    uint32_t group = (uint32_t)bytes[i] << 16;
    if (i + 1 < length) group |= (uint32_t)bytes[i + 1] << 8;
    if (i + 2 < length) group |= bytes[i + 2];
    *text++ = alphabet[group >> 18];
    *text++ = alphabet[group >> 12 & 63];
    *text++ = i + 1 < length ? alphabet[group >> 6 & 63] : '=';
    *text++ = i + 2 < length ? alphabet[group & 63] : '=';
  }
  *text = '\0';
}

/* Sec-WebSocket-Accept for a Sec-WebSocket-Key of up to 64 bytes. */
static void accept_of(const char *key, size_t length, char accept[ACCEPT_SIZE]) {
  char text[64 + sizeof WEBSOCKET_GUID];
  uint8_t digest[20];
  if (length > 64) length = 64;
  memcpy(text, key, length);
  memcpy(text + length, WEBSOCKET_GUID, sizeof WEBSOCKET_GUID - 1);
  sha1_short(text, length + sizeof WEBSOCKET_GUID - 1, digest);
  base64(digest, sizeof digest, accept);
}

#endif
