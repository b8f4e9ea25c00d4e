// In place of @stdlib/assert-has-generator-support, which finds out by eval: the window's content policy forbids that, and
// every runtime that Lathe runs in has generators.
module.exports = () => true
