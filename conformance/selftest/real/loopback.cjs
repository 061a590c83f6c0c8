// Servers that would listen on every interface listen on the loopback interface.
"use strict";

const { Server } = require("node:net");

const { listen } = Server.prototype;

Server.prototype.listen = function (first, ...rest) {
  if (typeof first === "number") {
    const further = typeof rest[0] === "string" ? rest.slice(1) : rest.filter((part) => part !== undefined);
    return listen.call(this, first, "127.0.0.1", ...further);
  }
  return listen.call(this, { ...first, host: "127.0.0.1" }, ...rest);
};
