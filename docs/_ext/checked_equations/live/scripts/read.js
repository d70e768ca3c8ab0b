// What a reader types to the tree of a formula.

const {unread} = live

const LONGEST = 500

// The chain of LaTeX as a page writes it.
live.chain = (latex, vocabulary) => {
  return live.build(live.statement(latex), latex, live.vocabulary(vocabulary)).chain
}

live.read = (latex, model) => {
  if (latex.length > LONGEST) throw unread(`the formula has more than ${LONGEST} characters`, LONGEST)
  return {chain: live.chain(latex, model.vocabulary), latex}
}
