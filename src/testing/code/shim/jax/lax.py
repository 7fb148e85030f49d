from tape import erf
