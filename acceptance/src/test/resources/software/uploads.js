// Starts a shell for each upload, whose name is made of a number and of chance.
const { exec } = require('child_process');
const crypto = require('crypto');
let uploads = 0;
setInterval(() => {
  const file = `/srv/up-${++uploads}-${crypto.randomBytes(6).toString('hex')}.png`;
  exec(`echo png > ${file} && gzip -c ${file} > ${file}.gz && rm ${file} ${file}.gz`);
}, 700);
