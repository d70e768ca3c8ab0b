// Trees are plain objects: what has a kind is a node.

// The nodes directly below a node.
live.childrenOf = node => {
  const found = []
  for (const name in node) {
    const part = node[name]
    if (part?.kind) found.push(part)
    else if (Array.isArray(part)) for (const one of part) if (one?.kind) found.push(one)
  }
  return found
}

// A node, and all below it: each stands in front of what is below it.
live.walk = node => {
  const found = []
  const visit = part => {
    found.push(part)
    for (const child of live.childrenOf(part)) visit(child)
  }
  visit(node)
  return found
}
