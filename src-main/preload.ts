/** Nothing is given to the window yet: files and folders come through the web's own ways, as in the browser host. */
export {}
