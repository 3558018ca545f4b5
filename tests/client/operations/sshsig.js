/** SSH signatures. */
import { fromUtf8 } from "../../../client/crypto/encoding.js";
import { checkThreshold, parseSignature, signedDigest, splitSigned } from "../../../client/crypto/sshsig.js";

export default {
  "sshsig/check": ({ armored, namespace, message }) => {
    const signature = parseSignature(fromUtf8(armored));
    signature.check(namespace, signedDigest(message));
    return { public: signature.public };
  },
  "sshsig/split": ({ signed }) => {
    const { document, signatures } = splitSigned(signed);
    return { document, signers: signatures.map((item) => item.public) };
  },
  "sshsig/threshold": ({ signed, namespace, authorised, threshold }) => {
    const { document, signatures } = splitSigned(signed);
    return { signers: checkThreshold(signatures, namespace, signedDigest(document), authorised, threshold) };
  },
};
