/*
 * The least a device can cost: a client in C that dials and sends the same message with one write() each, and says what CPU
 * time that took. What Flotilla needs is told as a multiple of it, measured in the same minute on the same machine.
 *
 *     floor --port P --message TEXT [--connections 1000] [--messages 100000] [--rate 0] [--source 127.0.0.1]
 *           [--first-port 0] [--path /]
 *
 * 1. It dials all connections one after the other, each with the local address and port it is given (the kernel picks the
 *    port where --first-port is 0), and reads the answer to its upgrade.
 * 2. It sends the messages, one per connection in turn: header, a mask of its own, the masked text, one write().
 * 3. With a rate it sends as many in a second, evenly, a few at a time every millisecond, as devices would; without, at
 *    full speed. CPU time, user and system, is of this process alone.
 *
 *     stdout: {"dials":1000,"dialMicros":60.1,"dialUserMicros":...,"messages":100000,"messageMicros":6.2,...,"seconds":1.1}
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "frame.h"

/* Two bytes, two or eight of length, four of mask. */
#define MOST_HEADER 14

struct options {
  const char *message, *source, *path;
  int port, connections, first_port;
  long messages, rate;
};

struct cpu {
  double user, system;
};

static void fail(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct cpu cpu_so_far(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (struct cpu){(double)usage.ru_utime.tv_sec * 1e6 + (double)usage.ru_utime.tv_usec,
                      (double)usage.ru_stime.tv_sec * 1e6 + (double)usage.ru_stime.tv_usec};
}

static struct cpu cpu_since(struct cpu before) {
  struct cpu after = cpu_so_far();
  return (struct cpu){after.user - before.user, after.system - before.system};
}

/* George Marsaglia's xorshift32: a mask nobody can guess is the browser's business, one that differs is enough here. */
static uint32_t next_mask(void) {
  static uint32_t state = 2463534242u;
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static void write_all(int fd, const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t written = write(fd, at, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    at += written;
    length -= (size_t)written;
  }
}

static int dial(const struct options *options, int number) {
  struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
  int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) fail("socket");
  inet_pton(AF_INET, options->source, &from.sin_addr);
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  to.sin_port = htons((uint16_t)options->port);
  if (options->first_port > 0) {
    from.sin_port = htons((uint16_t)(options->first_port + number));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) != 0) fail("bind");
  }
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) fail("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

  char request[512], response[1024];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Protocol: flotilla.v1\r\n\r\n",
                        options->path, options->port);
  write_all(fd, request, (size_t)length);
  size_t got = 0;
  while (memmem(response, got, "\r\n\r\n", 4) == NULL) {
    ssize_t more = read(fd, response + got, sizeof response - got);
    if (more <= 0) fail("read the answer to the upgrade");
    got += (size_t)more;
  }
  if (memmem(response, got, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 28) == NULL) fail("expected the key of RFC 6455 1.3");
  return fd;
}

static void send_message(int fd, const uint8_t *message, size_t length, uint8_t *frame) {
  uint32_t mask = next_mask();
  uint8_t *at = frame;
  *at++ = FIN | OP_TEXT;
  if (length < 126) *at++ = (uint8_t)(MASKED | length);
  else {
    *at++ = MASKED | 126;
    *at++ = (uint8_t)(length >> 8);
    *at++ = (uint8_t)length;
  }
  memcpy(at, &mask, 4);
  const uint8_t *key = at;
  at += 4;
  for (size_t i = 0; i < length; i++) at[i] = message[i] ^ key[i & 3];
  write_all(fd, frame, (size_t)(at - frame) + length);
}

static void send_all(const struct options *options, const int *fds, uint8_t *frame) {
  size_t length = strlen(options->message);
  const uint8_t *message = (const uint8_t *)options->message;
  struct timespec tick = {.tv_nsec = 1000000};
  double started = now();
  for (long sent = 0; sent < options->messages;) {
    long due = options->rate == 0 ? options->messages : (long)((now() - started) * (double)options->rate);
    if (due > options->messages) due = options->messages;
    for (; sent < due; sent++) send_message(fds[sent % options->connections], message, length, frame);
    if (sent < options->messages) nanosleep(&tick, NULL);
  }
}

static void read_options(struct options *options, int count, char **values) {
  for (int i = 1; i + 1 < count; i += 2) {
    const char *name = values[i], *value = values[i + 1];
    if (strcmp(name, "--port") == 0) options->port = atoi(value);
    else if (strcmp(name, "--message") == 0) options->message = value;
    else if (strcmp(name, "--connections") == 0) options->connections = atoi(value);
    else if (strcmp(name, "--messages") == 0) options->messages = atol(value);
    else if (strcmp(name, "--rate") == 0) options->rate = atol(value);
    else if (strcmp(name, "--source") == 0) options->source = value;
    else if (strcmp(name, "--first-port") == 0) options->first_port = atoi(value);
    else if (strcmp(name, "--path") == 0) options->path = value;
    else options->port = 0;
  }
  size_t length = options->message == NULL ? 0 : strlen(options->message);
  if (options->port == 0 || options->connections < 1 || length == 0 || length > 65535) {
    fprintf(stderr, "floor --port P --message TEXT [--connections N] [--messages N] [--rate N] [--source ADDRESS] "
                    "[--first-port P] [--path PATH]\n");
    exit(2);
  }
}

int main(int count, char **values) {
  struct options options = {.source = "127.0.0.1", .path = "/", .connections = 1000, .messages = 100000};
  struct rlimit files;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  read_options(&options, count, values);
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int *fds = calloc((size_t)options.connections, sizeof *fds);
  uint8_t *frame = malloc(MOST_HEADER + strlen(options.message));
  if (fds == NULL || frame == NULL) fail("memory");

  struct cpu before = cpu_so_far();
  double started = now();
  for (int i = 0; i < options.connections; i++) fds[i] = dial(&options, i);
  double dialled = now() - started;
  struct cpu dials = cpu_since(before);

  before = cpu_so_far();
  started = now();
  send_all(&options, fds, frame);
  double seconds = now() - started;
  struct cpu sent = cpu_since(before);

  double each = 1.0 / options.connections, per = options.messages > 0 ? 1.0 / (double)options.messages : 0;
  printf("{\"dials\":%d,\"dialSeconds\":%.3f,\"dialMicros\":%.3f,\"dialUserMicros\":%.3f,\"dialSystemMicros\":%.3f,",
         options.connections, dialled, (dials.user + dials.system) * each, dials.user * each, dials.system * each);
  printf("\"messages\":%ld,\"bytes\":%zu,\"seconds\":%.3f,", options.messages, strlen(options.message), seconds);
  printf("\"messageMicros\":%.3f,\"messageUserMicros\":%.3f,\"messageSystemMicros\":%.3f}\n",
         (sent.user + sent.system) * per, sent.user * per, sent.system * per);
  return 0;
}
