/*
 * A WebSocket server that only counts, so that a benchmark measures the devices and not their server.
 *
 *     sink [--port 0] [--connections 20000] [--workers 0] [--seconds 3600] [--ack]
 *
 * One process watches, the others serve: each listens on the same port by itself (SO_REUSEPORT), with an epoll and a table
 * of its own. There are as many as the connections need at this machine's limit of open files, unless told otherwise.
 *
 *     stdout, when it listens:        {"listening":"ws://127.0.0.1:40123","port":40123,"pid":1,"workers":[2,3]}
 *     after SIGUSR1, and at the end:  {"seconds":12.5,"accepted":10,"open":10,"refused":0,"text":400,"binary":0,...}
 *
 * 1. A connection costs this program a table row; bytes are kept for it only while a frame is incomplete.
 * 2. With --ack a text frame whose "id" comes before its "method" is answered with an empty result: `device.hello` and
 *    acknowledged telemetry are. Nothing else of the text is understood.
 * 3. A peer that breaks RFC 6455 is closed with a code and counted as a violation. One that does not take an answer is cut.
 * 4. It ends when its parent does, when the time is over, and on SIGTERM or SIGINT; its workers end with it.
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
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "accept-key.h"
#include "frame.h"

/* The largest frame it takes, header included, and the most of a request to upgrade. */
#define BUFFER_SIZE (256 * 1024)
#define MOST_WORKERS 256
#define EVENTS 512
/* Files a worker needs for itself, with some to spare. */
#define SPARE_FILES 64
/* By chance some workers get more connections than others; this much of the limit is counted on. */
#define FILL_PERCENT 88
#define LONGEST_CONTROL 125

enum { CLOSE_NORMAL = 1000, CLOSE_PROTOCOL = 1002, CLOSE_TOO_BIG = 1009 };

/* What one worker has counted. It alone writes here; the watcher reads, a little late at worst. */
struct counts {
  uint64_t accepted, open, refused, violations, cut;
  uint64_t text, binary, text_bytes, binary_bytes, wire_bytes;
  uint64_t pings, closes, answered;
  uint64_t cpu_micros;
};

struct connection {
  uint8_t *kept; /* what came of an incomplete frame or request */
  uint32_t kept_length;
  uint8_t used;
  uint8_t upgraded;
};

struct options {
  int port, connections, workers, seconds, ack;
};

static struct options options = {.port = 0, .connections = 20000, .workers = 0, .seconds = 3600, .ack = 0};
static struct counts *counts; /* of this worker; of all workers in the watcher */
static struct connection *connections;
static int epoll;
static int listener;
static rlim_t most_files;
static uint8_t buffer[BUFFER_SIZE];

static void fail(const char *what) {
  fprintf(stderr, "sink: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* ---- connections ---- */

static void end_connection(int fd) {
  struct connection *connection = &connections[fd];
  free(connection->kept);
  memset(connection, 0, sizeof *connection);
  counts->open--;
  close(fd);
}

/* Writes at once or not at all: answers are short, and a peer that does not read is cut. */
static int answer(int fd, const void *bytes, size_t length) {
  if (send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length) return 1;
  counts->cut++;
  return 0;
}

static int answer_frame(int fd, int opcode, const uint8_t *payload, size_t length) {
  uint8_t frame[2 + LONGEST_CONTROL];
  frame[0] = (uint8_t)(FIN | opcode);
  frame[1] = (uint8_t)length;
  if (length > 0) memcpy(frame + 2, payload, length);
  return answer(fd, frame, 2 + length);
}

/* Always 0: the connection is over. */
static int say_close(int fd, int code) {
  uint8_t payload[2] = {(uint8_t)(code >> 8), (uint8_t)code};
  answer_frame(fd, OP_CLOSE, payload, sizeof payload);
  return 0;
}

static int violation(int fd, int code) {
  counts->violations++;
  return say_close(fd, code);
}

/* ---- the opening handshake ---- */

/* The value of a header, without the spaces around it; `request` ends with an empty line. */
static const char *header(const char *request, const char *end, const char *name, size_t *length) {
  size_t name_length = strlen(name);
  for (const char *line = request; line < end;) {
    const char *stop = memmem(line, (size_t)(end - line), "\r\n", 2);
    if (stop == NULL) return NULL;
    if ((size_t)(stop - line) > name_length && line[name_length] == ':' && strncasecmp(line, name, name_length) == 0) {
      const char *value = line + name_length + 1;
      while (value < stop && *value == ' ') value++;
      while (stop > value && stop[-1] == ' ') stop--;
      *length = (size_t)(stop - value);
      return value;
    }
    line = stop + 2;
  }
  return NULL;
}

/* flotilla.v1 where it is offered, else the first of the list. */
static size_t pick_subprotocol(const char *offer, size_t length, const char **picked) {
  static const char ours[] = "flotilla.v1";
  const char *found = memmem(offer, length, ours, sizeof ours - 1);
  *picked = found != NULL ? found : offer;
  if (found != NULL) return sizeof ours - 1;
  const char *comma = memchr(offer, ',', length);
  return comma == NULL ? length : (size_t)(comma - offer);
}

/* Answers a whole request. 0 when it was refused. */
static int upgrade(int fd, const char *request, size_t size) {
  static const char refusal[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  const char *end = request + size;
  size_t key_length = 0, offer_length = 0, upgrade_length = 0;
  const char *key = header(request, end, "sec-websocket-key", &key_length);
  const char *offer = header(request, end, "sec-websocket-protocol", &offer_length);
  const char *wanted = header(request, end, "upgrade", &upgrade_length);
  int is_websocket = wanted != NULL && upgrade_length == 9 && strncasecmp(wanted, "websocket", 9) == 0;
  if (strncmp(request, "GET ", 4) != 0 || !is_websocket || key == NULL || key_length != 24) {
    counts->refused++;
    answer(fd, refusal, sizeof refusal - 1);
    return 0;
  }
  char accept[ACCEPT_SIZE];
  accept_of(key, key_length, accept);
  const char *picked = "";
  int picked_length = 0;
  if (offer != NULL) picked_length = (int)pick_subprotocol(offer, offer_length, &picked);
  char response[512];
  int length = snprintf(response, sizeof response,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: %s\r\n%s%.*s%s\r\n",
                        accept, picked_length > 0 ? "Sec-WebSocket-Protocol: " : "", picked_length, picked,
                        picked_length > 0 ? "\r\n" : "");
  if (length >= (int)sizeof response) return 0;
  return answer(fd, response, (size_t)length);
}

/* ---- frames ---- */

/* Answers a request of JSON-RPC, known by its start: {"jsonrpc":"2.0","id":7,"method":... */
static int acknowledge(int fd, uint8_t *payload, size_t length, const uint8_t mask[4]) {
  static const char name[] = "\"id\":";
  char start[96];
  size_t known = length < sizeof start ? length : sizeof start;
  for (size_t i = 0; i < known; i++) start[i] = (char)(payload[i] ^ mask[i & 3]);
  char *id = memmem(start, known, name, sizeof name - 1);
  char *method = memmem(start, known, "\"method\"", 8);
  if (id == NULL || method == NULL || method < id) return 1;
  id += sizeof name - 1;
  char *end = memchr(id, ',', (size_t)(method - id));
  if (end == NULL || end - id > 40) return 1;
  char text[LONGEST_CONTROL + 1];
  int size = snprintf(text, sizeof text, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":{}}", (int)(end - id), id);
  counts->answered++;
  return answer_frame(fd, OP_TEXT, (const uint8_t *)text, (size_t)size);
}

/* 0 when the connection is over. */
static int frame(int fd, int first, uint8_t *payload, size_t length, const uint8_t mask[4]) {
  int opcode = first & OPCODE;
  if (opcode >= OP_CLOSE) {
    if (length > LONGEST_CONTROL || !(first & FIN)) return violation(fd, CLOSE_PROTOCOL);
    for (size_t i = 0; i < length; i++) payload[i] ^= mask[i & 3];
  }
  switch (opcode) {
  case OP_TEXT:
    counts->text++;
    counts->text_bytes += length;
    return options.ack ? acknowledge(fd, payload, length, mask) : 1;
  case OP_BINARY:
    counts->binary++;
    counts->binary_bytes += length;
    return 1;
  case OP_CONTINUATION:
    counts->text_bytes += length;
    return 1;
  case OP_PING:
    counts->pings++;
    return answer_frame(fd, OP_PONG, payload, length);
  case OP_PONG:
    return 1;
  case OP_CLOSE:
    counts->closes++;
    return say_close(fd, length >= 2 ? payload[0] << 8 | payload[1] : CLOSE_NORMAL);
  default:
    return violation(fd, CLOSE_PROTOCOL);
  }
}

/* Takes all whole frames. Returns how many bytes they were, or -1 when the connection is over. */
static ssize_t frames(int fd, uint8_t *bytes, size_t length) {
  size_t at = 0;
  while (length - at >= 2) {
    uint8_t *head = bytes + at;
    size_t left = length - at, size = head[1] & LENGTH, start = 2;
    if ((head[0] & RESERVED) || !(head[1] & MASKED)) {
      violation(fd, CLOSE_PROTOCOL);
      return -1;
    }
    if (size == 126) {
      if (left < 4) break;
      size = (size_t)head[2] << 8 | head[3];
      start = 4;
    } else if (size == 127) {
      if (left < 10) break;
      size = 0;
      for (int i = 2; i < 10; i++) size = size << 8 | head[i];
      start = 10;
    }
    if (size > BUFFER_SIZE - 14) {
      violation(fd, CLOSE_TOO_BIG);
      return -1;
    }
    if (left < start + 4 + size) break;
    if (!frame(fd, head[0], head + start + 4, size, head + start)) return -1;
    at += start + 4 + size;
  }
  return (ssize_t)at;
}

/* Takes what has come whole, and keeps the rest. 0 when the connection is over. */
static int take(int fd, size_t length) {
  struct connection *connection = &connections[fd];
  size_t at = 0;
  if (!connection->upgraded) {
    uint8_t *end = memmem(buffer, length, "\r\n\r\n", 4);
    if (end != NULL) {
      at = (size_t)(end + 4 - buffer);
      if (!upgrade(fd, (const char *)buffer, at)) return 0;
      connection->upgraded = 1;
    }
  }
  if (connection->upgraded) {
    ssize_t taken = frames(fd, buffer + at, length - at);
    if (taken < 0) return 0;
    at += (size_t)taken;
  }
  size_t rest = length - at;
  if (rest == BUFFER_SIZE) return 0;
  if (rest != connection->kept_length) {
    free(connection->kept);
    connection->kept = rest > 0 ? malloc(rest) : NULL;
    if (rest > 0 && connection->kept == NULL) fail("memory");
    connection->kept_length = (uint32_t)rest;
  }
  if (rest > 0) memcpy(connection->kept, buffer + at, rest);
  return 1;
}

static void receive(int fd) {
  struct connection *connection = &connections[fd];
  size_t kept = connection->kept_length;
  if (kept > 0) memcpy(buffer, connection->kept, kept);
  ssize_t got = read(fd, buffer + kept, BUFFER_SIZE - kept);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0) counts->wire_bytes += (uint64_t)got;
  if (got <= 0 || !take(fd, kept + (size_t)got)) end_connection(fd);
}

/* ---- a worker ---- */

static int open_listener(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0) fail("socket");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) fail("SO_REUSEPORT");
  /* Accepted sockets have it from here. */
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  return fd;
}

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

static void accept_some(void) {
  for (int i = 0; i < EVENTS; i++) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0 && (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR)) return;
    if (fd < 0) fail("accept");
    connections[fd].used = 1;
    counts->accepted++;
    counts->open++;
    watch(fd);
    if ((rlim_t)fd + SPARE_FILES >= most_files) {
      /* Full: the others take what comes now. */
      close(listener);
      listener = -1;
      return;
    }
  }
}

static void note_cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  counts->cpu_micros = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                       (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void work(void) {
  struct epoll_event events[EVENTS];
  struct timespec now;
  time_t noted = 0;
  connections = calloc(most_files, sizeof *connections);
  epoll = epoll_create1(0);
  if (connections == NULL || epoll < 0) fail("worker");
  watch(listener);
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, 1000);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) accept_some();
      else if (connections[fd].used) receive(fd);
    }
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    if (now.tv_sec != noted) note_cpu();
    noted = now.tv_sec;
  }
}

/* ---- the watcher ---- */

static void put(const char *name, uint64_t value) { printf(",\"%s\":%llu", name, (unsigned long long)value); }

static void report(int workers, double seconds) {
  struct counts sum = {0};
  uint64_t *into = (uint64_t *)&sum;
  for (int i = 0; i < workers; i++)
    for (size_t j = 0; j < sizeof sum / sizeof *into; j++) into[j] += ((uint64_t *)&counts[i])[j];
  printf("{\"seconds\":%.3f", seconds);
  put("accepted", sum.accepted), put("open", sum.open), put("refused", sum.refused);
  put("violations", sum.violations), put("cut", sum.cut);
  put("text", sum.text), put("binary", sum.binary);
  put("textBytes", sum.text_bytes), put("binaryBytes", sum.binary_bytes), put("wireBytes", sum.wire_bytes);
  put("pings", sum.pings), put("closes", sum.closes), put("answered", sum.answered);
  printf(",\"cpuSeconds\":%.6f}\n", (double)sum.cpu_micros / 1e6);
  fflush(stdout);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void end_with_parent(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) exit(0);
}

static int number_after(int count, char **values, int *at) {
  if (*at + 1 >= count) {
    fprintf(stderr, "sink: expected a number after %s\n", values[*at]);
    exit(2);
  }
  return atoi(values[++*at]);
}

static void read_options(int count, char **values) {
  for (int i = 1; i < count; i++) {
    if (strcmp(values[i], "--port") == 0) options.port = number_after(count, values, &i);
    else if (strcmp(values[i], "--connections") == 0) options.connections = number_after(count, values, &i);
    else if (strcmp(values[i], "--workers") == 0) options.workers = number_after(count, values, &i);
    else if (strcmp(values[i], "--seconds") == 0) options.seconds = number_after(count, values, &i);
    else if (strcmp(values[i], "--ack") == 0) options.ack = 1;
    else {
      fprintf(stderr, "sink [--port P] [--connections N] [--workers N] [--seconds S] [--ack]\n");
      exit(2);
    }
  }
}

int main(int count, char **values) {
  struct rlimit files;
  pid_t parent = getppid(), watcher = getpid(), workers[MOST_WORKERS];
  sigset_t signals;
  read_options(count, values);
  end_with_parent(parent);
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  most_files = files.rlim_max < 1000000 ? files.rlim_max : 1000000;

  int each = (int)(most_files * FILL_PERCENT / 100);
  int wanted = options.workers > 0 ? options.workers : (options.connections + each - 1) / each;
  if (wanted < 1 || wanted > MOST_WORKERS) {
    fprintf(stderr, "sink: expected 1 to %d workers, found %d\n", MOST_WORKERS, wanted);
    return 2;
  }

  /* Bound and never listening: holds the port while the workers come up. */
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  int holder = open_listener(options.port);
  getsockname(holder, (struct sockaddr *)&address, &size);
  int port = ntohs(address.sin_port);

  counts = mmap(NULL, MOST_WORKERS * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (counts == MAP_FAILED) fail("mmap");
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, NULL);

  for (int i = 0; i < wanted; i++) {
    /* All listen before the first word is said. */
    listener = open_listener(port);
    if (listen(listener, 4096) != 0) fail("listen");
    workers[i] = fork();
    if (workers[i] < 0) fail("fork");
    if (workers[i] == 0) {
      sigprocmask(SIG_UNBLOCK, &signals, NULL);
      /* Whoever interrupts a terminal means the watcher; it ends the workers. */
      signal(SIGINT, SIG_IGN);
      signal(SIGUSR1, SIG_IGN);
      end_with_parent(watcher);
      close(holder);
      counts += i;
      work();
    }
    close(listener);
  }

  printf("{\"listening\":\"ws://127.0.0.1:%d\",\"port\":%d,\"pid\":%d,\"workers\":[", port, port, (int)watcher);
  for (int i = 0; i < wanted; i++) printf("%s%d", i == 0 ? "" : ",", (int)workers[i]);
  printf("]}\n");
  fflush(stdout);

  double started = now(), left = options.seconds;
  int died = 0;
  while (left > 0 && !died) {
    struct timespec wait = {.tv_sec = (time_t)left, .tv_nsec = (long)((left - (double)(time_t)left) * 1e9)};
    int received = sigtimedwait(&signals, NULL, &wait);
    if (received == SIGUSR1) report(wanted, now() - started);
    if (received == SIGTERM || received == SIGINT) break;
    if (received == SIGCHLD) died = 1;
    left = options.seconds - (now() - started);
  }
  for (int i = 0; i < wanted; i++) kill(workers[i], SIGTERM);
  while (wait(NULL) > 0) continue;
  report(wanted, now() - started);
  if (died) fprintf(stderr, "sink: a worker ended before its time\n");
  return died;
}
