import { expect, it } from 'vitest';
import { errorMessage, sentence } from './errors';

it('shows the sentence of the server', () => {
  expect(errorMessage(503, { detail: 'Prefect is not answering.' })).toBe('Prefect is not answering.');
});

it('joins validation errors by field', () => {
  const detail = [
    { type: 'missing', loc: ['body', 'payload', 'username'], msg: 'Field required' },
    { loc: ['body', 'payload', 'password'], msg: 'too short' },
  ];
  expect(errorMessage(422, { detail })).toBe('username: Field required, password: too short');
  expect(errorMessage(422, { detail: [{ loc: ['body', 'email'], msg: 'This is not an e-mail address. Check it.' }] })).toBe(
    'This is not an e-mail address. Check it.',
  );
});

it('makes a whole sentence of a message that goes on from its field', () => {
  const detail = [{ loc: ['body', 'invited_email'], msg: 'is not an e-mail address' }];
  expect(errorMessage(422, { detail })).toBe('The invited email is not an e-mail address');
});

it('finds its own words when the server sent none', () => {
  expect(errorMessage(500, null)).toMatch(/problem right now/);
  expect(errorMessage(403, {})).toMatch(/permission/);
  expect(errorMessage(404, { detail: '' })).toMatch(/does not exist/);
  expect(errorMessage(418, { detail: {} })).toBe('The request was not accepted (418).');
});

it('reads error, message and bare text as well', () => {
  expect(errorMessage(400, { error: 'a' })).toBe('a');
  expect(errorMessage(400, { message: 'b' })).toBe('b');
  expect(errorMessage(400, 'c')).toBe('c');
});

it('makes a sentence of anything thrown', () => {
  expect(sentence(new Error('x'))).toBe('x');
  expect(sentence('x')).toMatch(/went wrong/);
});
