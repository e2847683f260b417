/** One open event stream. `send` answers whether the socket still takes more. */
export function openStream(response) {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 1000\n: open\n\n');
  const beat = setInterval(() => response.write(': beat\n\n'), 15_000);
  response.on('close', () => clearInterval(beat));
  return {
    send(event, data, id) {
      const position = id === undefined ? '' : `id: ${id}\n`;
      return response.write(`${position}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    onceWritable: (pump) => void response.once('drain', pump),
    end: () => void response.end(),
  };
}
