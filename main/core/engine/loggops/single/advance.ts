import { searchPosted, searchUnexpected } from './matching.ts';
import { layout } from './layout.ts';
import { ended, join, nextPhase, nextRun, started } from './ready.ts';
import { growMessages, type SingleState } from './state.ts';
import { popHeap, popTurn, pushTurn } from './turns.ts';
import { opKind } from '../program.ts';

const {
  hostNumbers, hostWholes, cpuFree, sendFree, arriveFree, sendOrder, calculateOrder, receiveOrder, receiveTime, sendOperation, sendCount,
  calculateOperation, calculateCount, receiveOperation, receiveCount, arrivals, lastArrival, unexpected, open,
  messageNumbers, messageWholes, time: messageTime, order: messageOrder, operation: messageOperation, sender: messageSender, next: messageNext,
  inserted, topTime, topOrder, heapTime, heapOrder,
} = layout;

/** What a host does next. */
const nothing = 0;
const aSend = 1;
const aReceive = 2;
const aCalculation = 3;
const anArrival = 4;

/**
 * Handles about so many events; true when nothing is left to do.
 *
 * What comes next is the first message under way or the first turn of a host, whichever is earlier. A host goes on as long as nothing else comes
 * before. Its next event is the least, by time and order, of: its first send, when processor and interface are free; its
 * first calculation, when the processor is; the first message that waits, when both are; and its first receive, when it is due.
 *
 * Receives have turns only when there are unexpected messages, or when something waits for their start: else nothing can come of them, and they are posted
 * when the next message is handled, which no other event of the host can tell from being posted when they are due.
 */
export function advance(state: SingleState, events: number): boolean {
  const { hosts, hostWholes: wholes, numbers, channelOf, channelFirst, channelLast, link, steps } = state;
  const { peer, size, flow } = state.program;
  const loops = flow.kind === 'loops';
  const { L, o, g, G, O, S } = state.parameters;
  const perByte = O > G ? O : G;
  // Of a message without bytes: minus one byte each, compared as unsigned numbers by LogGOPSim, where zero is less than anything negative.
  const ofNothing = O === 0 ? -G : G === 0 ? -O : -(O < G ? O : G);
  const starts = flow.kind === 'graph' && flow.startStart !== undefined;
  let { messages, messageWholes: fields, firstUnderWay } = state;
  let headTime = firstUnderWay === 0 ? Infinity : messages[(firstUnderWay << messageNumbers) + messageTime];
  let headOrder = messages[(firstUnderWay << messageNumbers) + messageOrder];

  for (let handled = 0; handled < events;) {
    let host = 0;
    let what = nothing;
    let now = 0;
    let order = 0;
    let message = 0;
    // Turns: the first of the ring and of the heap.
    let limitTime = numbers[topTime];
    let limitOrder = numbers[topOrder];
    let fromHeap = false;
    if (numbers[heapTime] <= limitTime && state.heapLength > 0 && (numbers[heapTime] < limitTime || numbers[heapOrder] < limitOrder)) {
      limitTime = numbers[heapTime];
      limitOrder = numbers[heapOrder];
      fromHeap = true;
    }
    if (headTime < limitTime || (headTime === limitTime && firstUnderWay !== 0 && headOrder < limitOrder)) {
      message = firstUnderWay;
      const atMessage = message << messageWholes;
      now = headTime;
      order = headOrder;
      firstUnderWay = fields[atMessage + messageNext];
      headTime = firstUnderWay === 0 ? Infinity : messages[(firstUnderWay << messageNumbers) + messageTime];
      headOrder = messages[(firstUnderWay << messageNumbers) + messageOrder];
      host = peer[fields[atMessage + messageOperation]];
      const at = host << hostNumbers;
      if (hosts[at + cpuFree] <= now && hosts[at + arriveFree] <= now) {
        what = anArrival;
        handled++;
      } else {
        const atWhole = host << hostWholes;
        fields[atMessage + messageNext] = 0;
        if (wholes[atWhole + arrivals] !== 0) {
          fields[(wholes[atWhole + lastArrival] << messageWholes) + messageNext] = message;
          wholes[atWhole + lastArrival] = message;
          continue;
        }
        wholes[atWhole + arrivals] = wholes[atWhole + lastArrival] = message;
      }
    } else {
      if (limitTime === Infinity) {
        state.firstUnderWay = 0;
        return true;
      }
      now = limitTime;
      host = fromHeap ? popHeap(state) : popTurn(state);
      if (host < 0) continue;
      limitTime = numbers[topTime];
      limitOrder = numbers[topOrder];
      if (numbers[heapTime] <= limitTime && (numbers[heapTime] < limitTime || numbers[heapOrder] < limitOrder)) {
        limitTime = numbers[heapTime];
        limitOrder = numbers[heapOrder];
      }
    }
    // The host goes on until something else comes before: another turn, or the first message.
    if (headTime < limitTime || (headTime === limitTime && headOrder < limitOrder)) {
      limitTime = headTime;
      limitOrder = headOrder;
    }

    const at = host << hostNumbers;
    const atWhole = host << hostWholes;
    for (;;) {
      if (what === nothing) {
        let due = Infinity;
        const free = hosts[at + cpuFree];
        if (wholes[atWhole + sendCount] > 0) {
          const gap = hosts[at + sendFree];
          due = free < gap ? gap : free;
          order = hosts[at + sendOrder];
          what = aSend;
        }
        if (wholes[atWhole + calculateCount] > 0 && (free < due || (free === due && hosts[at + calculateOrder] < order))) {
          due = free;
          order = hosts[at + calculateOrder];
          what = aCalculation;
        }
        const waiting = wholes[atWhole + arrivals];
        if (waiting > 0) {
          const gap = hosts[at + arriveFree];
          const then = free < gap ? gap : free;
          if (then < due || (then === due && messages[(waiting << messageNumbers) + messageOrder] < order)) {
            due = then;
            order = messages[(waiting << messageNumbers) + messageOrder];
            what = anArrival;
          }
        }
        if (wholes[atWhole + receiveCount] > 0 && (starts || wholes[atWhole + unexpected] > 0)) {
          const then = hosts[at + receiveTime];
          if (then < due || (then === due && hosts[at + receiveOrder] < order)) {
            due = then;
            order = hosts[at + receiveOrder];
            what = aReceive;
          }
        }
        if (what === nothing) break;
        if (due > limitTime || (due === limitTime && order > limitOrder)) {
          pushTurn(state, host, due, order, now);
          break;
        }
        now = due;
        handled++;
        if (what === anArrival) {
          message = waiting;
          wholes[atWhole + arrivals] = fields[(message << messageWholes) + messageNext];
        }
      }

      let over = -1;
      if (what === anArrival) {
        const atMessage = message << messageWholes;
        const operation = fields[atMessage + messageOperation];
        const bytes = size[operation];
        hosts[at + cpuFree] = now + o + (bytes > 0 ? (bytes - 1) * perByte : ofNothing);
        hosts[at + arriveFree] = now + g + (bytes - 1) * G;
        while (wholes[atWhole + receiveCount] > 0 && (hosts[at + receiveTime] < now || (hosts[at + receiveTime] === now && hosts[at + receiveOrder] < order))) {
          const from = wholes[atWhole + receiveOperation];
          const to = from + wholes[atWhole + receiveCount];
          for (let receive = from; receive < to; receive++) {
            const channel = channelOf[receive];
            if (channel < 0) searchUnexpected(state, host, receive);
            else post(link, channelFirst, channelLast, channel, receive);
          }
          wholes[atWhole + receiveCount] = 0;
          if (!loops) nextRun(state, host, opKind.receive);
        }
        const channel = channelOf[operation];
        let receive: number;
        if (channel < 0) {
          receive = searchPosted(state, host, message);
        } else {
          const first = channelFirst[channel];
          if (first > 0) {
            receive = first - 1;
            channelFirst[channel] = link[receive];
          } else {
            fields[atMessage + messageNext] = 0;
            if (first === 0) channelFirst[channel] = -message;
            else fields[(channelLast[channel] << messageWholes) + messageNext] = message;
            channelLast[channel] = message;
            receive = -1;
          }
        }
        if (receive >= 0) {
          const sender = fields[atMessage + messageSender];
          fields[atMessage + messageNext] = state.freeMessage;
          state.freeMessage = message;
          if (bytes <= S) over = receive;
          else {
            release(state, sender, operation, host, receive, now, false);
            limitTime = -1;
          }
        } else {
          wholes[atWhole + unexpected]++;
        }
      } else if (what === aSend) {
        const operation = wholes[atWhole + sendOperation]++;
        hosts[at + sendOrder]++;
        if (--wholes[atWhole + sendCount] === 0 && !loops) nextRun(state, host, opKind.send);
        const bytes = size[operation];
        hosts[at + cpuFree] = now + o + (bytes - 1) * O;
        hosts[at + sendFree] = now + g + (bytes - 1) * G;
        if (state.freeMessage === 0) {
          growMessages(state, fields.length >> (messageWholes - 1));
          messages = state.messages;
          fields = state.messageWholes;
        }
        message = state.freeMessage;
        const atMessage = message << messageWholes;
        state.freeMessage = fields[atMessage + messageNext];
        const arrivesAt = now + o + L;
        const arrivesIn = numbers[inserted]++;
        messages[(message << messageNumbers) + messageTime] = arrivesAt;
        messages[(message << messageNumbers) + messageOrder] = arrivesIn;
        fields[atMessage + messageOperation] = operation;
        fields[atMessage + messageSender] = host;
        fields[atMessage + messageNext] = 0;
        if (firstUnderWay === 0) {
          firstUnderWay = message;
          headTime = arrivesAt;
          headOrder = arrivesIn;
          if (arrivesAt < limitTime) {
            limitTime = arrivesAt;
            limitOrder = arrivesIn;
          }
        } else fields[(state.lastUnderWay << messageWholes) + messageNext] = message;
        state.lastUnderWay = message;
        state.sent++;
        if (starts) started(state, operation);
        if (bytes <= S) over = operation;
        else if (starts) join(state, host);
      } else if (what === aCalculation) {
        const operation = wholes[atWhole + calculateOperation]++;
        hosts[at + calculateOrder]++;
        if (--wholes[atWhole + calculateCount] === 0 && !loops) nextRun(state, host, opKind.calculate);
        hosts[at + cpuFree] = now + size[operation];
        if (starts) started(state, operation);
        over = operation;
      } else {
        const outcome = receiveWhenDue(state, host, now);
        if (outcome === released) limitTime = -1;
        else over = outcome;
      }

      if (over >= 0) {
        if (loops) {
          if (--wholes[atWhole + open] === 0) nextPhase(hosts, wholes, numbers, steps, host);
        } else {
          ended(state, over);
          join(state, host);
        }
      }
      what = nothing;
    }
  }
  state.firstUnderWay = firstUnderWay;
  return false;
}

/** What `receiveWhenDue` answers besides the receive when it is over. */
const isOpen = -1;
const released = -2;

/** The first receive of a host is due and takes an unexpected message, or is posted. Answers the receive when it is over, or one of the above. */
function receiveWhenDue(state: SingleState, host: number, now: number): number {
  const { hostWholes: wholes, channelFirst, channelLast, link, messageWholes: fields, program: { flow, size } } = state;
  const atWhole = host << hostWholes;
  const starts = flow.kind === 'graph' && flow.startStart !== undefined;
  const receive = wholes[atWhole + receiveOperation]++;
  state.hosts[(host << hostNumbers) + receiveOrder]++;
  if (--wholes[atWhole + receiveCount] === 0 && flow.kind === 'graph') nextRun(state, host, opKind.receive);
  const channel = state.channelOf[receive];
  let message = 0;
  if (channel < 0) {
    message = searchUnexpected(state, host, receive);
  } else if (channelFirst[channel] < 0) {
    message = -channelFirst[channel];
    channelFirst[channel] = -fields[(message << messageWholes) + messageNext];
  } else {
    post(link, channelFirst, channelLast, channel, receive);
  }
  if (message === 0) {
    if (starts) {
      started(state, receive);
      join(state, host);
    }
    return isOpen;
  }
  const atMessage = message << messageWholes;
  const operation = fields[atMessage + messageOperation];
  fields[atMessage + messageNext] = state.freeMessage;
  state.freeMessage = message;
  wholes[atWhole + unexpected]--;
  if (size[operation] > state.parameters.S) {
    release(state, fields[atMessage + messageSender], operation, host, receive, now, true);
    return released;
  }
  if (starts) started(state, receive);
  return receive;
}

/** A receive is the last of those posted in its channel. */
function post(link: Int32Array, channelFirst: Int32Array, channelLast: Int32Array, channel: number, receive: number): void {
  link[receive] = 0;
  if (channelFirst[channel] === 0) channelFirst[channel] = receive + 1;
  else link[channelLast[channel] - 1] = receive + 1;
  channelLast[channel] = receive + 1;
}

/** A message met its receive and its sender waited for that. Whatever becomes ready is inserted at the host of lower rank first. */
function release(state: SingleState, sender: number, sent: number, host: number, received: number, now: number, byReceive: boolean): void {
  const { hosts } = state;
  const at = sender << hostNumbers;
  if (hosts[at + cpuFree] < now) hosts[at + cpuFree] = now;
  if (hosts[at + sendFree] < now) hosts[at + sendFree] = now;
  if (sender < host) endAt(state, sender, sent, -1);
  if (byReceive && state.program.flow.kind === 'graph') started(state, received);
  endAt(state, host, received, sender === host ? sent : -1);
  if (sender > host) endAt(state, sender, sent, -1);
  // The sender works out what it does when its turn comes, so this need only not be too late.
  if (sender !== host) pushTurn(state, sender, hosts[at + cpuFree], -1, now);
}

function endAt(state: SingleState, host: number, operation: number, other: number): void {
  if (state.program.flow.kind === 'graph') {
    if (other >= 0) ended(state, other);
    ended(state, operation);
    join(state, host);
    return;
  }
  const atWhole = host << hostWholes;
  if ((state.hostWholes[atWhole + open] -= other >= 0 ? 2 : 1) === 0) nextPhase(state.hosts, state.hostWholes, state.numbers, state.steps, host);
}
